package kiai.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import kiai.Shared;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.tokens.folder.MetadataJson;

/**
 * Outputs of the reference implementation in a folder, compared with ours id by id. Collects every
 * difference before it reports. One object serves one fixture file, or several that belong
 * together.
 */
final class GoldenComparison {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final BeatmapParser parser = new BeatmapParser();
  private final Map<String, Processor> processors = new LinkedHashMap<>();
  private final List<String> differences = new ArrayList<>();
  private long idsCompared;
  private long idsDifferent;
  private int rows;

  /** A comparison with the fixtures in a folder, under its configurations. */
  GoldenComparison(Path root) throws IOException {
    this.root = root;
    for (String config : List.of("default", "v7")) {
      processors.put(config, new Processor(GoldenConfigs.read(root, config)));
    }
  }

  /** Every token of the four vocabularies. */
  void vocabularies() throws IOException {
    for (String config : List.of("default", "v7")) {
      for (String kind : List.of("beatmap", "metadata")) {
        JsonNode expected = json("vocab_" + kind + "_" + config);
        Processor processor = processors.get(config);
        Vocabulary vocabulary =
            kind.equals("beatmap")
                ? processor.beatmapTokenizer().vocabulary()
                : processor.metadataTokenizer().vocabulary();
        expected
            .get("vocab")
            .properties()
            .forEach(e ->
                assertThat(vocabulary.find(e.getKey()))
                    .as("%s %s %s", config, kind, e.getKey())
                    .isEqualTo(e.getValue().asInt()));
        assertThat(vocabulary.size()).isEqualTo(expected.get("vocab_size").asInt());
      }
    }
  }

  /** Metadata dictionaries. */
  void metadata() throws IOException {
    Shared.lines(
        root.resolve("metadata_cases.jsonl.gz"),
        row -> checkMetadata(row, processors.get(row.get("config").asText())));
    JsonNode kept = json("vocab_metadata_v7_unique_tags").get("tag_ids_kept");
    Processor unique = new Processor(GoldenConfigs.read(root, "v7", kept));
    Shared.lines(
        root.resolve("metadata_cases_unique_tags.jsonl.gz"), row -> checkMetadata(row, unique));
  }

  /** A fixture, plain or compressed. */
  private JsonNode json(String name) throws IOException {
    Path plain = root.resolve(name + ".json");
    if (Files.exists(plain)) {
      return JSON.readTree(plain.toFile());
    }
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(root.resolve(name + ".json.gz")))) {
      return JSON.readTree(in);
    }
  }

  /** Whole maps: groups, windows, ids, token strings and metadata, as far as the rows hold them. */
  void maps(String fixture, Function<JsonNode, Path> file) {
    Shared.lines(root.resolve(fixture), row -> check(row, file.apply(row)));
  }

  /** Windows by their digests. */
  void digests(String fixture, Function<JsonNode, Path> file) {
    Processor v7 = processors.get("v7");
    Shared.lines(
        root.resolve(fixture),
        row -> {
          if (row.hasNonNull("error") || row.hasNonNull("skip")) {
            return;
          }
          Beatmap beatmap = usable(file.apply(row), row.get("sha1").asText());
          if (beatmap == null) {
            return;
          }
          rows++;
          List<TokenWindow> windows = v7.windows(beatmap);
          JsonNode expected = row.get("windows");
          if (windows.size() != expected.size()) {
            differ(row, "windows " + windows.size() + " != " + expected.size());
            return;
          }
          compareIds(
              row, "metadata", row.get("metadata_ids"), v7.metadataIds(v7.metadata(beatmap)));
          for (int i = 0; i < windows.size(); i++) {
            TokenWindow window = windows.get(i);
            JsonNode e = expected.get(i);
            idsCompared += window.ids().length;
            String digest = digest(window.ids());
            if (window.groups() != e.get(0).asInt()
                || window.tokens() != e.get(1).asInt()
                || !digest.equals(e.get(2).asText())) {
              if (row.path("fragile").asInt() == 0) {
                differ(row, "window %d: %s".formatted(i, digest));
              }
              idsDifferent++;
            }
          }
        });
  }

  private void checkMetadata(JsonNode row, Processor processor) {
    MapMetadata metadata = MetadataJson.read(row.get("metadata"), processor.metadataTokenizer());
    int[] ids = processor.metadataTokenizer().ids(metadata); // never fails, whatever the input
    JsonNode expected = row.path("ids");
    if (row.hasNonNull("error") || expected.isMissingNode()) {
      return;
    }
    for (JsonNode id : expected) {
      if (id.isNull()) {
        return; // T1: the reference has no token; ours is the field's unknown token
      }
    }
    rows++;
    compareIds(row, "case " + row.get("case") + " " + row.path("note").asText(), expected, ids);
    if (row.has("ids_truncated_128")) {
      compareIds(row, "truncated", row.get("ids_truncated_128"), processor.metadataIds(metadata));
    }
  }

  private Beatmap usable(Path file, String name) {
    try {
      return switch (parser.parse(Files.readAllBytes(file))) {
        case ParsedBeatmap.Usable usable -> usable.beatmap();
        case ParsedBeatmap.Rejected rejected -> {
          differences.add(name + ": rejected, " + rejected.reason());
          yield null;
        }
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check(JsonNode row, Path file) {
    if (row.hasNonNull("error") || row.hasNonNull("skip")) {
      return;
    }
    Beatmap beatmap = usable(file, file.getFileName().toString());
    if (beatmap == null) {
      return;
    }
    rows++;
    Processor processor = processors.get(row.path("config").asText("v7"));
    if (beatmap.hitObjects().size() != row.get("n_hit_objects").asInt()) {
      differ(row, "hit objects " + beatmap.hitObjects().size());
    }
    if (beatmap.timing().size() != row.get("n_timing_points").asInt()) {
      differ(row, "timing points " + beatmap.timing().size());
    }
    if (processor.songLength(beatmap) != row.get("song_length").asDouble()) {
      differ(row, "song length " + processor.songLength(beatmap));
    }
    compareIds(
        row,
        "metadata",
        row.get("metadata_ids"),
        processor.metadataIds(processor.metadata(beatmap)));
    if (row.has("groups")) {
      compareGroups(row, processor.groups(beatmap));
    }
    List<TokenWindow> windows;
    if (row.has("audio_samples")) {
      double seconds = row.get("audio_samples").asInt() / 16_000.0;
      windows = processor.windowsWithAudio(beatmap, seconds, row.path("speed").asDouble(1.0));
      compareIds(
          row,
          "metadata with audio",
          row.get("metadata_with_audio_ids"),
          processor.metadataIds(processor.metadata(beatmap, seconds)));
    } else {
      windows = processor.windows(beatmap);
    }
    JsonNode expected = row.get("windows");
    if (windows.size() != row.get("n_windows").asInt()) {
      differ(row, "windows " + windows.size() + " != " + row.get("n_windows").asInt());
      return;
    }
    for (int i = 0; i < expected.size(); i++) {
      TokenWindow window = windows.get(i);
      JsonNode e = expected.get(i);
      if (window.startMs() != e.get("start_ms").asInt()
          || window.groups() != e.get("n_groups").asInt()
          || window.tokens() != e.get("n_tokens").asInt()) {
        differ(row, "window %d has other bounds or counts".formatted(i));
      }
      if (e.has("ids")) {
        compareIds(row, "window " + i, e.get("ids"), window.ids());
      }
      if (e.has("tokens") && e.get("tokens").size() == window.ids().length) {
        compareStrings(row, processor, e.get("tokens"), window.ids());
      }
    }
    if (row.has("window_metadata_ids")) {
      double length = processor.songLength(beatmap);
      for (int i = 0; i < windows.size(); i++) {
        MapMetadata at = processor.metadata(beatmap).at(windows.get(i).startMs() / 1000.0 / length);
        compareIds(
            row,
            "metadata of window " + i,
            row.get("window_metadata_ids").get(i),
            processor.metadataIds(at));
      }
    }
  }

  private void compareStrings(JsonNode row, Processor processor, JsonNode tokens, int[] ids) {
    for (int i = 0; i < ids.length; i++) {
      int id = processor.beatmapTokenizer().vocabulary().find(tokens.get(i).asText());
      boolean position = tokens.get(i).asText().startsWith("[POS_");
      if (id != ids[i] && !(position && Math.abs(id - ids[i]) == 1)) {
        differ(row, "token " + i + " is not " + tokens.get(i).asText());
        return;
      }
    }
  }

  private void compareGroups(JsonNode row, EventGroups groups) {
    JsonNode expected = row.get("groups");
    if (expected.size() != groups.size()) {
      differ(row, "groups " + groups.size() + " != " + expected.size());
      return;
    }
    for (int i = 0; i < expected.size(); i++) {
      JsonNode e = expected.get(i);
      int g = groups.at(i);
      String actual =
          "%s %d %s %s %s %s %s %s %d"
              .formatted(
                  groups.type(g).referenceName(),
                  groups.time(g),
                  groups.hasTime(g),
                  number(groups.snapping(g)),
                  number(groups.distance(g)),
                  number(groups.x(g)),
                  number(groups.y(g)),
                  groups.newCombo(g),
                  groups.soundCount(g));
      String wanted =
          "%s %d %s %s %s %s %s %s %d"
              .formatted(
                  e.get(0).asText(),
                  e.get(1).asLong(),
                  e.get(2).asBoolean(),
                  e.get(3).asText(),
                  e.get(4).asText(),
                  e.get(5).asText(),
                  e.get(6).asText(),
                  e.get(8).asBoolean(),
                  e.get(9).size());
      // The end of a slider's path may differ in its last bit, hence in its whole pixel (S8).
      boolean lastBit =
          groups.type(g) == EventType.REPEAT_END
              && Math.abs(groups.x(g) - e.get(5).asInt()) <= 1
              && Math.abs(groups.y(g) - e.get(6).asInt()) <= 1;
      if (!actual.equals(wanted) && !lastBit) {
        differ(row, "group " + i + ": " + actual + " instead of " + wanted);
        return;
      }
    }
  }

  private static String number(int value) {
    return value == EventGroups.NONE ? "null" : String.valueOf(value);
  }

  private void compareIds(JsonNode row, String what, JsonNode expected, int[] actual) {
    idsCompared += actual.length;
    int different = Math.abs(expected.size() - actual.length);
    int allowed = 0;
    int first = -1;
    for (int i = 0; i < Math.min(expected.size(), actual.length); i++) {
      if (expected.get(i).isNull() || expected.get(i).asInt() != actual[i]) {
        different++;
        first = first < 0 ? i : first;
        // Neighbouring position tokens may stand for each other where a slider is fragile.
        boolean neighbour = Math.abs(expected.get(i).asInt() - actual[i]) == 1;
        if (neighbour && what.startsWith("window")) {
          allowed++;
        }
      }
    }
    idsDifferent += different;
    if (different > 0
        && (different != allowed || different > 2 * row.path("fragile_slider_times").size())) {
      differ(row, "%s: %d ids differ, first at %d".formatted(what, different, first));
    }
  }

  private void differ(JsonNode row, String what) {
    String name = row.has("file") ? row.get("file").asText() : row.path("sha1").asText();
    differences.add(name + " " + row.path("config").asText("v7") + ": " + what);
  }

  /** Fails with the first differences, if there are any. */
  void report(String fixture) {
    System.out.printf(
        "golden %s: %d rows, %,d ids compared, %d differ%n",
        fixture, rows, idsCompared, idsDifferent);
    assertThat(rows).as("rows that could be compared").isPositive();
    assertThat(differences.stream().limit(25).collect(Collectors.joining("\n"))).isEmpty();
  }

  private static String digest(int[] ids) {
    String joined = IntStream.of(ids).mapToObj(String::valueOf).collect(Collectors.joining(","));
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(joined.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
