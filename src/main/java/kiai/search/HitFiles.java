package kiai.search;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.List;
import java.util.Objects;
import kiai.dataset.OsdbWriter;
import kiai.index.BeatmapRecord;

/** Hits in forms that other programs read. */
public final class HitFiles {
  private static final List<String> MODES = List.of("osu", "taiko", "fruits", "mania");
  private static final List<String> COLUMNS =
      List.of(
          "beatmap_id",
          "set_id",
          "md5",
          "artist",
          "title",
          "version",
          "creator",
          "mode",
          "keys",
          "stars",
          "bpm",
          "length",
          "ar",
          "cs",
          "od",
          "hp",
          "year",
          "status",
          "score",
          "url");

  private HitFiles() {}

  /** Beatmap ids, one a line; maps without an id are left out. */
  public static void ids(List<Hit> hits, Writer out) throws IOException {
    for (Hit hit : hits) {
      if (hit.map().beatmapId() != null) {
        out.write(hit.map().beatmapId() + "\n");
      }
    }
  }

  /** JSON lines: one hit a line, as in answers. */
  public static void jsonLines(List<Hit> hits, boolean withPaths, Writer out) throws IOException {
    for (Hit hit : hits) {
      out.write(HitJson.of(hit, withPaths) + "\n");
    }
  }

  /** CSV with a header. */
  public static void csv(List<Hit> hits, Writer out) throws IOException {
    CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true);
    COLUMNS.forEach(schema::addColumn);
    try (SequenceWriter writer =
        new CsvMapper()
            .configure(com.fasterxml.jackson.core.JsonGenerator.Feature.AUTO_CLOSE_TARGET, false)
            .writer(schema.build())
            .writeValues(out)) {
      for (Hit hit : hits) {
        var json = HitJson.of(hit, false);
        json.retain(COLUMNS);
        writer.write(json);
      }
    }
  }

  /** Collection Manager's file with one collection. */
  public static void osdb(List<Hit> hits, String name, OutputStream out) throws IOException {
    OsdbWriter.write(
        out,
        name,
        hits.stream()
            .map(Hit::map)
            .map(m ->
                new OsdbWriter.Entry(
                    Objects.requireNonNullElse(m.beatmapId(), 0),
                    Objects.requireNonNullElse(m.setId(), 0),
                    m.artist(),
                    m.title(),
                    m.version(),
                    m.md5(),
                    MODES.indexOf(m.mode()),
                    Objects.requireNonNullElse(m.stars(), 0.0)))
            .toList());
  }

  /** MD5 sums of the maps, for the stable client's collections. */
  public static List<String> md5s(List<Hit> hits) {
    return hits.stream().map(Hit::map).map(BeatmapRecord::md5).toList();
  }
}
