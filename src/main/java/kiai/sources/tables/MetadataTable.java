package kiai.sources.tables;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import kiai.input.BoundedInput;
import kiai.input.DamagedFileException;
import kiai.input.InputLimits;
import kiai.map.Days;
import kiai.map.KeyedMetadata;
import kiai.map.MetadataSource;
import kiai.map.OsuCodes;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;
import kiai.map.TagVocabulary;

/**
 * A table of labels that a user brings along: CSV or TSV with a header, or JSON lines, plain or
 * gzipped. A row names a map by {@code md5} or {@code beatmap_id}, or a set by {@code
 * beatmapset_id}, and says what is known of it; several rows of a map are joined.
 */
public final class MetadataTable {
  private static final Map<String, List<String>> COLUMNS =
      Map.ofEntries(
          Map.entry("md5", List.of("md5", "checksum", "file_md5", "beatmap_md5")),
          Map.entry("id", List.of("beatmap_id", "beatmapid", "id")),
          Map.entry("set", List.of("beatmapset_id", "beatmapsetid", "set_id")),
          Map.entry(
              "stars", List.of("stars", "star_rating", "difficultyrating", "difficulty_rating")),
          Map.entry("year", List.of("year")),
          Map.entry("submitted", List.of("submitted", "submit_date", "submitted_date")),
          Map.entry("ranked", List.of("ranked", "ranked_date", "approved_date")),
          Map.entry("status", List.of("status", "status_name")),
          Map.entry("approved", List.of("approved")),
          Map.entry("mapper", List.of("mapper_id", "creator_id", "user_id")),
          Map.entry("updated", List.of("updated", "last_updated")),
          Map.entry("plays", List.of("plays", "playcount", "play_count")),
          Map.entry("favourites", List.of("favourites", "favourite_count")),
          Map.entry("genre", List.of("genre")),
          Map.entry("language", List.of("language")),
          Map.entry(
              "tags",
              List.of(
                  "user_tags",
                  "user_tag",
                  "tags",
                  "tag",
                  "descriptors",
                  "descriptor",
                  "omdb_descriptors")),
          Map.entry("collections", List.of("collections", "collection")));
  private static final int NAMED = 20;

  private MetadataTable() {}

  /**
   * Reads a table.
   *
   * @throws DamagedFileException naming the line that cannot be read, or the columns that are
   *     missing
   */
  public static MetadataSource read(Path path, TagVocabulary vocabulary) throws IOException {
    String name = String.valueOf(path.getFileName());
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("\\.gz$", "");
    Rows rows = new Rows(path, name, vocabulary);
    try (BufferedReader reader = open(path, name)) {
      if (plain.endsWith(".jsonl") || plain.endsWith(".json")) {
        json(reader, path, rows);
      } else {
        csv(reader, path, plain.endsWith(".tsv") ? '\t' : ',', rows);
      }
    } catch (BoundedInput.LimitException e) {
      throw new DamagedFileException(e.getMessage(), e);
    } catch (java.io.EOFException | java.util.zip.ZipException e) {
      throw new DamagedFileException(
          "%s cannot be unpacked: %s".formatted(path, e.getMessage()), e);
    }
    return rows.facts();
  }

  private static BufferedReader open(Path path, String name) throws IOException {
    InputStream in = Files.newInputStream(path);
    try {
      InputStream text =
          name.toLowerCase(Locale.ROOT).endsWith(".gz") ? new GZIPInputStream(in) : in;
      InputStream bounded = new BoundedInput(text, InputLimits.MAX_TABLE_BYTES, path.toString());
      return new BufferedReader(new InputStreamReader(bounded, StandardCharsets.UTF_8));
    } catch (IOException e) {
      in.close();
      throw new DamagedFileException(
          "%s cannot be unpacked: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static void json(BufferedReader reader, Path path, Rows rows) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        JsonNode node = mapper.readTree(line);
        Map<String, JsonNode> row = new HashMap<>();
        node.properties().forEach(e -> row.put(e.getKey().toLowerCase(Locale.ROOT), e.getValue()));
        rows.add(row, number);
      } catch (JacksonException e) {
        throw new DamagedFileException(
            "%s, line %d: %s".formatted(path, number, e.getOriginalMessage()), e);
      }
    }
  }

  private static void csv(BufferedReader reader, Path path, char separator, Rows rows)
      throws IOException {
    CsvMapper mapper = new CsvMapper();
    mapper.enable(CsvParser.Feature.TRIM_SPACES);
    int number = 1;
    try (MappingIterator<Map<String, String>> lines =
        mapper
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader().withColumnSeparator(separator))
            .readValues(reader)) {
      while (lines.hasNextValue()) {
        number++;
        Map<String, JsonNode> row = new HashMap<>();
        lines
            .nextValue()
            .forEach((key, value) ->
                row.put(
                    key.toLowerCase(Locale.ROOT).replace("\ufeff", ""), TextNode.valueOf(value)));
        rows.add(row, number);
      }
    } catch (JacksonException e) {
      throw new DamagedFileException(
          "%s, near line %d: %s".formatted(path, number + 1, e.getOriginalMessage()), e);
    }
  }

  /** What the rows of a table say, joined by map. */
  private static final class Rows {
    private final Path path;
    private final String name;
    private final TagVocabulary vocabulary;
    private final Map<String, Row> byKey = new HashMap<>();

    Rows(Path path, String name, TagVocabulary vocabulary) {
      this.path = path;
      this.name = name;
      this.vocabulary = vocabulary;
    }

    private static final class Row {
      private String md5;
      private Integer id;
      private Integer set;
      private final Map<String, String> values = new HashMap<>();
      private final Set<String> tags = new LinkedHashSet<>();
      private final Set<String> collections = new LinkedHashSet<>();
    }

    void add(Map<String, JsonNode> row, int line) throws DamagedFileException {
      String md5 = text(row, "md5");
      String id = text(row, "id");
      boolean byMd5 = md5 != null && md5.matches("[0-9a-fA-F]{32}");
      String set = text(row, "set");
      boolean byId = id != null && id.matches("[1-9][0-9]{0,8}");
      boolean bySet = !byMd5 && !byId && set != null && set.matches("[1-9][0-9]{0,8}");
      if (!byMd5 && !byId && !bySet) {
        if (line <= NAMED && byKey.isEmpty() && md5 == null && id == null && set == null) {
          throw new DamagedFileException(
              "%s, line %d: no column md5, beatmap_id or beatmapset_id; there is %s"
                  .formatted(path, line, String.join(", ", new TreeSet<>(row.keySet()))));
        }
        return; // a row about a map that was never submitted
      }
      Row known =
          byKey.computeIfAbsent(
              byMd5 ? md5.toLowerCase(Locale.ROOT) : byId ? id : "set " + set, _ -> new Row());
      known.md5 = byMd5 ? md5.toLowerCase(Locale.ROOT) : known.md5;
      known.id = byId ? Integer.valueOf(id) : known.id;
      known.set = bySet ? Integer.valueOf(set) : known.set;
      for (String column :
          List.of(
              "stars",
              "year",
              "submitted",
              "ranked",
              "status",
              "approved",
              "mapper",
              "updated",
              "plays",
              "favourites",
              "genre",
              "language")) {
        String value = text(row, column);
        if (value != null) {
          known.values.put(column, value);
        }
      }
      for (String written : list(row, "tags")) {
        String tag = vocabulary.named(written); // null for a mapper's free words
        if (tag != null) {
          known.tags.add(tag);
        }
      }
      known.collections.addAll(list(row, "collections"));
    }

    private static JsonNode value(Map<String, JsonNode> row, String column) {
      for (String alias : COLUMNS.get(column)) {
        JsonNode value = row.get(alias);
        if (value != null && !value.isNull()) {
          return value;
        }
      }
      return null;
    }

    private static String text(Map<String, JsonNode> row, String column) {
      JsonNode value = value(row, column);
      return value == null || value.asText().isBlank() ? null : value.asText().strip();
    }

    private static List<String> list(Map<String, JsonNode> row, String column) {
      List<String> values = new ArrayList<>();
      JsonNode value = value(row, column);
      if (value != null && value.isArray()) {
        value.forEach(v -> values.add(v.asText().strip()));
      } else if (value != null) {
        for (String part : value.asText().split(";", -1)) {
          values.add(part.strip());
        }
      }
      values.removeIf(String::isEmpty);
      return values;
    }

    KeyedMetadata facts() {
      KeyedMetadata maps = new KeyedMetadata(name);
      for (Row row : byKey.values()) {
        if (row.set != null) {
          maps.addSet(row.set, facts(row));
        } else {
          maps.add(row.md5, row.id, facts(row));
        }
      }
      return maps;
    }

    private SourcedMetadata facts(Row row) {
      String status = OsuCodes.status(null, row.values.get("status"));
      Double approved = number(row.values.get("approved"));
      return SourcedMetadata.of(name, SourcedMetadata.Kind.TABLE)
          .put(
              SourcedField.STATUS,
              status != null || approved == null
                  ? status
                  : OsuCodes.status(Math.round(approved), null))
          .stars(number(row.values.get("stars")), null, null)
          .put(SourcedField.YEAR, year(row.values.get("year")))
          .days(
              day(row.values.get("submitted")),
              day(row.values.get("ranked")),
              day(row.values.get("updated")))
          .put(SourcedField.MAPPER_ID, whole(row.values.get("mapper")))
          .put(SourcedField.PLAYS, row.values.get("plays") == null ? null : plays(row))
          .put(SourcedField.FAVOURITES, whole(row.values.get("favourites")))
          .put(SourcedField.GENRE, OsuCodes.plain(row.values.get("genre")))
          .put(SourcedField.LANGUAGE, OsuCodes.plain(row.values.get("language")))
          .put(SourcedField.TAGS, row.tags.isEmpty() ? null : List.copyOf(row.tags))
          .put(
              SourcedField.COLLECTIONS,
              row.collections.isEmpty() ? null : List.copyOf(row.collections))
          .build();
    }

    private static Long plays(Row row) {
      Double value = number(row.values.get("plays"));
      return value == null || value < 0 ? null : (Long) Math.round(value);
    }

    private static String day(String text) {
      return Days.day(Days.instant(text));
    }

    private static Integer year(String text) {
      Integer year = whole(text);
      return year != null && year >= 2007 && year <= 2100 ? year : null;
    }

    private static Integer whole(String text) {
      Double value = number(text);
      return value == null || Math.abs(value) > Integer.MAX_VALUE
          ? null
          : (Integer) (int) Math.round(value);
    }

    private static Double number(String text) {
      try {
        double value = text == null ? Double.NaN : Double.parseDouble(text);
        return Double.isFinite(value) ? value : null;
      } catch (NumberFormatException e) {
        return null;
      }
    }
  }
}
