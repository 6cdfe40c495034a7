package kiai.index.opensearch;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import kiai.embeddings.MapEmbedding;
import kiai.index.FileState;
import kiai.index.lucene.analysis.TextAnalysis;
import kiai.index.opensearch.client.ClusterClient;
import kiai.json.stored.StoredJson;
import kiai.map.MapContent;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.query.Condition.Keyword;

/** Maps and source files as documents of a cluster, on one line each, and back. */
final class ClusterDocuments {
  private ClusterDocuments() {}

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] line(Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(8_192);
    try (JsonGenerator json = ClusterClient.JSON.getFactory().createGenerator(out)) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    }
    return out.toByteArray();
  }

  /** A map with its windows. */
  static byte[] map(MapRecord record, MapEmbedding embedding) throws IOException {
    return line(json -> {
      json.writeStringField(ClusterSchema.KIND, ClusterSchema.MAP);
      json.writeStringField(ClusterSchema.KEY, record.md5());
      json.writeStringField(
          ClusterSchema.RECORD, new String(StoredJson.write(record), StandardCharsets.UTF_8));
      json.writeStringField(ClusterSchema.SPELLING, spelling(record));
      for (MapField field : MapFields.all()) {
        if (field != MapFields.AUDIO_EMBEDDED) {
          field(json, field, record);
        }
      }
      json.writeStringField(
          MapFields.AUDIO_EMBEDDED.name(), embedding.audioEmbedded() ? Keyword.YES : Keyword.NO);
      if (embedding.map().length > 0) {
        vector(json, ClusterSchema.MAP_VECTOR, embedding.map());
        json.writeStringField(ClusterSchema.MAP_BYTES, Blobs.floats(embedding.map()));
      }
      if (embedding.windows().length > 0) {
        json.writeArrayFieldStart(ClusterSchema.WINDOWS);
        for (float[] window : embedding.windows()) {
          json.writeStartObject();
          vector(json, ClusterSchema.VECTOR, window);
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField(ClusterSchema.WINDOW_BYTES, Blobs.floats(embedding.windows()));
      }
      if (embedding.labels().length > 0) {
        json.writeStringField(ClusterSchema.LABEL_BYTES, Blobs.halfFloats(embedding.labels()));
      }
    });
  }

  private static void vector(JsonGenerator json, String name, float[] vector) throws IOException {
    json.writeArrayFieldStart(name);
    for (float number : vector) {
      json.writeNumber(number);
    }
    json.writeEndArray();
  }

  private static void field(JsonGenerator json, MapField field, MapRecord record)
      throws IOException {
    Object value = field.type() == null ? null : field.value(record);
    if (value == null) {
      return;
    }
    String name = field.name();
    switch (field.type()) {
      case REAL -> real(json, name, ((Number) value).doubleValue());
      case WHOLE ->
          json.writeNumberField(
              name, Math.clamp(((Number) value).longValue(), Integer.MIN_VALUE, Integer.MAX_VALUE));
      case DAY -> json.writeNumberField(name, (int) LocalDate.parse((String) value).toEpochDay());
      case FLAG -> json.writeStringField(name, (Boolean) value ? Keyword.YES : Keyword.NO);
      case KEYWORD -> texts(json, name, textsOf(value).stream().map(TextAnalysis::clip).toList());
      case TEXT -> text(json, field, textsOf(value));
      case WHOLE_TEXT -> texts(json, name + ClusterSchema.WHOLE_SUFFIX, wholes(textsOf(value)));
    }
  }

  /** JSON knows no infinity; what cannot be written is not known. */
  private static void real(JsonGenerator json, String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(name, value);
    }
  }

  private static List<String> textsOf(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String.class::cast).toList()
        : List.of((String) value);
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    if (texts.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void text(JsonGenerator json, MapField field, List<String> texts)
      throws IOException {
    List<String> words = new ArrayList<>();
    List<String> signs = new ArrayList<>();
    for (String text : texts) {
      TextAnalysis.IndexedWords indexed = TextAnalysis.indexed(TextAnalysis.clip(text));
      words.add(String.join(" ", indexed.inOrder()));
      words.add(String.join(" ", indexed.wholes()));
      signs.addAll(TextAnalysis.signs(text));
    }
    words.removeIf(String::isEmpty);
    texts(json, field.name(), words);
    texts(json, field.name() + ClusterSchema.WHOLE_SUFFIX, wholes(texts));
    texts(json, field.name() + ClusterSchema.SIGNS_SUFFIX, signs);
    if (field.isSuggested()) {
      texts(
          json,
          field.name() + ClusterSchema.NAME_SUFFIX,
          texts.stream().limit(1).filter(name -> !name.isBlank()).map(TextAnalysis::clip).toList());
    }
  }

  private static List<String> wholes(List<String> texts) {
    return texts.stream()
        .map(text -> TextAnalysis.words(TextAnalysis.clip(text)))
        .filter(words -> !words.isEmpty())
        .toList();
  }

  private static String spelling(MapRecord record) {
    MapContent.Names names = record.content().names();
    return TextAnalysis.words(
        TextAnalysis.clip(
            String.join(
                " ",
                names.title(),
                names.artist(),
                names.creator(),
                names.version(),
                names.source(),
                names.mapperTags())));
  }

  /**
   * A source file.
   *
   * @param id of the document
   */
  static byte[] file(String id, FileState state) throws IOException {
    return line(json -> {
      json.writeStringField(ClusterSchema.KEY, id);
      json.writeStringField(ClusterSchema.KIND, ClusterSchema.FILE);
      json.writeStringField(ClusterSchema.PATH, state.path());
      json.writeStringField(
          ClusterSchema.RECORD, new String(StoredJson.write(state), StandardCharsets.UTF_8));
      texts(
          json,
          ClusterSchema.FILE_MD5,
          state.maps().stream().map(FileState.MapEntry::md5).distinct().toList());
      if (!state.rows().isEmpty()) {
        json.writeStringField(ClusterSchema.FILE_ROWS, String.join("\n", state.rows()));
      }
    });
  }

  /** The record of a document's source. */
  static MapRecord record(JsonNode source) throws IOException {
    byte[] json = source.path(ClusterSchema.RECORD).asText().getBytes(StandardCharsets.UTF_8);
    return StoredJson.readMap(json, 0, json.length);
  }

  /** The file of a document's source; with the rows of a table when they were asked for. */
  static FileState file(JsonNode source) throws IOException {
    byte[] json = source.path(ClusterSchema.RECORD).asText().getBytes(StandardCharsets.UTF_8);
    FileState state = StoredJson.readFile(json, 0, json.length);
    JsonNode rows = source.path(ClusterSchema.FILE_ROWS);
    return rows.isTextual()
        ? new FileState(
            state.path(),
            state.stamp(),
            state.maps(),
            rows.asText().lines().toList(),
            state.skipped())
        : state;
  }

  /**
   * A piece of a side file.
   *
   * @param id of the document
   */
  static byte[] piece(String id, String name, int number, String bytes) throws IOException {
    return line(json -> {
      json.writeStringField(ClusterSchema.KEY, id);
      json.writeStringField(ClusterSchema.KIND, ClusterSchema.ATTACHMENT);
      json.writeStringField(ClusterSchema.PATH, name);
      json.writeNumberField(ClusterSchema.PIECE, number);
      json.writeStringField(ClusterSchema.BYTES, bytes);
    });
  }
}
