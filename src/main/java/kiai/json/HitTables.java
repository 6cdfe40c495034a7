package kiai.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import kiai.input.Printable;
import kiai.search.answer.Hit;

/** Hits as tables: CSV and JSON lines. */
public final class HitTables {
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

  private static final List<String> TEXTS = List.of("artist", "title", "version", "creator");

  private HitTables() {}

  /** A spreadsheet takes a cell that begins so for a formula, which may run programs. */
  private static String asText(String cell) {
    String shown = Printable.of(cell);
    return !shown.isEmpty() && "=+-@".indexOf(shown.charAt(0)) >= 0 ? "'" + shown : shown;
  }

  /** JSON lines: one hit a line, as in answers. */
  public static void jsonLines(List<Hit> hits, boolean withPaths, Writer out) throws IOException {
    for (Hit hit : hits) {
      out.write(AnswerJson.of(hit, withPaths) + "\n");
    }
  }

  /** CSV with a header. */
  public static void csv(List<Hit> hits, Writer out) throws IOException {
    CsvSchema.Builder schema = CsvSchema.builder().setUseHeader(true);
    COLUMNS.forEach(schema::addColumn);
    try (SequenceWriter writer =
        new CsvMapper()
            .configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false)
            .writer(schema.build())
            .writeValues(out)) {
      for (Hit hit : hits) {
        ObjectNode json = AnswerJson.of(hit, false);
        json.retain(COLUMNS);
        TEXTS.forEach(name -> json.put(name, asText(json.path(name).asText(""))));
        writer.write(json);
      }
    }
  }
}
