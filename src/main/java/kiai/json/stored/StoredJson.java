package kiai.json.stored;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kiai.analysis.DerivedTag;
import kiai.index.FileState;
import kiai.input.SkippedFile;
import kiai.map.MapContent;
import kiai.map.MapRecord;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;

/**
 * Records of maps and files as the JSON that an index stores. Members that are missing are unknown,
 * so that records of older versions (schema 3 on) can be read.
 */
public final class StoredJson {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StoredJson() {}

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] bytes(Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written", e);
    }
    return out.toByteArray();
  }

  /** A map as JSON in UTF-8. */
  public static byte[] write(MapRecord record) {
    MapContent map = record.content();
    return bytes(json -> {
      text(json, "md5", map.ids().md5());
      number(json, "beatmapId", map.ids().beatmapId());
      number(json, "setId", map.ids().setId());
      text(json, "title", map.names().title());
      text(json, "titleUnicode", map.names().titleUnicode());
      text(json, "artist", map.names().artist());
      text(json, "artistUnicode", map.names().artistUnicode());
      text(json, "creator", map.names().creator());
      text(json, "version", map.names().version());
      text(json, "source", map.names().source());
      text(json, "mapperTags", map.names().mapperTags());
      text(json, "mode", map.settings().mode());
      json.writeNumberField("cs", map.settings().cs());
      json.writeNumberField("ar", map.settings().ar());
      json.writeNumberField("od", map.settings().od());
      json.writeNumberField("hp", map.settings().hp());
      json.writeNumberField("keys", map.settings().keys());
      number(json, "beatDivisor", map.settings().beatDivisor());
      json.writeNumberField("bpm", map.timing().bpm());
      json.writeNumberField("bpmMin", map.timing().bpmMin());
      json.writeNumberField("bpmMax", map.timing().bpmMax());
      json.writeNumberField("length", map.timing().length());
      number(json, "drain", map.timing().drain());
      json.writeNumberField("circles", map.counts().circles());
      json.writeNumberField("sliders", map.counts().sliders());
      json.writeNumberField("spinners", map.counts().spinners());
      json.writeNumberField("holdNotes", map.counts().holdNotes());
      analysis(json, map.analysis());
      numbers(json, "windowStarts", map.windows().startsMs());
      numbers(json, "windowObjects", map.windows().objects());
      text(json, "importedFrom", map.origin().importedFrom());
      text(json, "audio", map.origin().audio());
      text(json, "background", map.origin().background());
      json.writeArrayFieldStart("facts");
      for (SourcedMetadata source : record.sources()) {
        source(json, source);
      }
      json.writeEndArray();
    });
  }

  private static void analysis(JsonGenerator json, MapContent.Analysis analysis)
      throws IOException {
    json.writeNumberField("longNoteShare", analysis.longNoteShare());
    text(json, "notesKey", analysis.notesKey());
    json.writeObjectFieldStart("patterns");
    for (Map.Entry<String, Double> pattern : analysis.patterns().entrySet()) {
      json.writeNumberField(pattern.getKey(), pattern.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("derivedTags");
    for (DerivedTag tag : analysis.derivedTags()) {
      json.writeStartObject();
      json.writeStringField("tag", tag.tag());
      json.writeNumberField("confidence", tag.confidence());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("computed");
    number(json, "stars", analysis.ratings().stars());
    number(json, "starsDoubleTime", analysis.ratings().doubleTime());
    number(json, "starsHalfTime", analysis.ratings().halfTime());
    number(json, "starsHardRock", analysis.ratings().hardRock());
    number(json, "starsEasy", analysis.ratings().easy());
    text(json, "starsSource", analysis.ratings().source());
    number(json, "year", analysis.estimatedYear());
    json.writeEndObject();
  }

  private static void source(JsonGenerator json, SourcedMetadata source) throws IOException {
    json.writeStartObject();
    json.writeStringField("source", source.source());
    json.writeStringField("kind", source.kind().name());
    for (SourcedField<?> field : SourcedField.all().values()) {
      Object value = source.get(field);
      if (value == null) {
        continue;
      }
      switch (field.kind()) {
        case TEXT -> json.writeStringField(field.name(), (String) value);
        case REAL -> json.writeNumberField(field.name(), (Double) value);
        case WHOLE -> json.writeNumberField(field.name(), (Integer) value);
        case LONG -> json.writeNumberField(field.name(), (Long) value);
        case FLAG -> json.writeBooleanField(field.name(), (Boolean) value);
        case TEXTS -> {
          json.writeArrayFieldStart(field.name());
          for (Object one : (List<?>) value) {
            json.writeString((String) one);
          }
          json.writeEndArray();
        }
      }
    }
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, String value) throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  private static void number(JsonGenerator json, String name, Number value) throws IOException {
    switch (value) {
      case null -> {}
      case Integer whole -> json.writeNumberField(name, whole);
      default -> json.writeNumberField(name, value.doubleValue());
    }
  }

  private static void numbers(JsonGenerator json, String name, List<Integer> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (int value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
  }

  /**
   * A map out of JSON.
   *
   * @throws IOException when it is not JSON
   */
  public static MapRecord readMap(byte[] bytes, int offset, int length) throws IOException {
    JsonNode json = MAPPER.readTree(bytes, offset, length);
    MapContent content =
        new MapContent(
            new MapContent.Ids(text(json, "md5"), whole(json, "beatmapId"), whole(json, "setId")),
            new MapContent.Names(
                text(json, "title"),
                text(json, "titleUnicode"),
                text(json, "artist"),
                text(json, "artistUnicode"),
                text(json, "creator"),
                text(json, "version"),
                text(json, "source"),
                text(json, "mapperTags")),
            new MapContent.Settings(
                text(json, "mode"),
                json.path("cs").asDouble(),
                json.path("ar").asDouble(),
                json.path("od").asDouble(),
                json.path("hp").asDouble(),
                json.path("keys").asInt(),
                whole(json, "beatDivisor")),
            new MapContent.Timing(
                json.path("bpm").asDouble(),
                json.path("bpmMin").asDouble(),
                json.path("bpmMax").asDouble(),
                json.path("length").asDouble(),
                real(json, "drain")),
            new MapContent.Counts(
                json.path("circles").asInt(),
                json.path("sliders").asInt(),
                json.path("spinners").asInt(),
                json.path("holdNotes").asInt()),
            analysis(json),
            new MapContent.Windows(
                numbers(json.path("windowStarts")), numbers(json.path("windowObjects"))),
            new MapContent.Origin(
                text(json, "importedFrom"), text(json, "audio"), text(json, "background")));
    List<SourcedMetadata> sources = new ArrayList<>();
    json.path("facts").forEach(source -> sources.add(source(source)));
    return new MapRecord(content, List.copyOf(sources));
  }

  private static MapContent.Analysis analysis(JsonNode json) {
    JsonNode computed = json.path("computed");
    Map<String, Double> patterns = new TreeMap<>();
    json.path("patterns")
        .properties()
        .forEach(e -> patterns.put(e.getKey(), e.getValue().asDouble()));
    List<DerivedTag> tags = new ArrayList<>();
    json.path("derivedTags")
        .forEach(t -> tags.add(new DerivedTag(text(t, "tag"), t.path("confidence").asDouble())));
    return new MapContent.Analysis(
        new MapContent.Ratings(
            real(computed, "stars"),
            real(computed, "starsDoubleTime"),
            real(computed, "starsHalfTime"),
            real(computed, "starsHardRock"),
            real(computed, "starsEasy"),
            text(computed, "starsSource")),
        whole(computed, "year"),
        json.path("longNoteShare").asDouble(),
        patterns,
        List.copyOf(tags),
        text(json, "notesKey"));
  }

  private static SourcedMetadata source(JsonNode json) {
    Map<String, Object> values = new TreeMap<>();
    for (SourcedField<?> field : SourcedField.all().values()) {
      JsonNode value = json.path(field.name());
      if (!value.isMissingNode() && !value.isNull()) {
        values.put(
            field.name(),
            switch (field.kind()) {
              case TEXT -> value.asText();
              case REAL -> (Object) value.asDouble();
              case WHOLE -> (Object) value.asInt();
              case LONG -> (Object) value.asLong();
              case FLAG -> (Object) value.asBoolean();
              case TEXTS -> texts(value);
            });
      }
    }
    return new SourcedMetadata(
        text(json, "source"), SourcedMetadata.Kind.valueOf(text(json, "kind")), values);
  }

  private static String text(JsonNode json, String name) {
    return json.hasNonNull(name) ? json.get(name).asText() : null;
  }

  private static Integer whole(JsonNode json, String name) {
    return json.hasNonNull(name) ? (Integer) json.get(name).asInt() : null;
  }

  private static Double real(JsonNode json, String name) {
    return json.hasNonNull(name) ? (Double) json.get(name).asDouble() : null;
  }

  private static List<Integer> numbers(JsonNode array) {
    List<Integer> values = new ArrayList<>(array.size());
    array.forEach(value -> values.add(value.asInt()));
    return List.copyOf(values);
  }

  private static List<String> texts(JsonNode array) {
    List<String> values = new ArrayList<>(array.size());
    array.forEach(value -> values.add(value.asText()));
    return List.copyOf(values);
  }

  /** A source file without the rows of a table as JSON in UTF-8. */
  public static byte[] write(FileState file) {
    return bytes(json -> {
      json.writeStringField("path", file.path());
      json.writeNumberField("bytes", file.stamp().bytes());
      json.writeNumberField("modifiedMillis", file.stamp().modifiedMillis());
      json.writeNumberField("changedNanos", file.stamp().changedNanos());
      json.writeArrayFieldStart("maps");
      for (FileState.MapEntry map : file.maps()) {
        json.writeStartObject();
        json.writeStringField("md5", map.md5());
        json.writeStringField("shown", map.shown());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("skipped");
      for (SkippedFile part : file.skipped()) {
        json.writeStartObject();
        json.writeStringField("path", part.path());
        json.writeStringField("reason", part.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  /**
   * A source file out of JSON.
   *
   * @throws IOException when it is not JSON
   */
  public static FileState readFile(byte[] bytes, int offset, int length) throws IOException {
    JsonNode json = MAPPER.readTree(bytes, offset, length);
    List<FileState.MapEntry> maps = new ArrayList<>();
    json.path("maps")
        .forEach(m -> maps.add(new FileState.MapEntry(text(m, "md5"), text(m, "shown"))));
    List<SkippedFile> skipped = new ArrayList<>();
    json.path("skipped")
        .forEach(s -> skipped.add(new SkippedFile(text(s, "path"), text(s, "reason"))));
    return new FileState(
        text(json, "path"),
        new FileState.Stamp(
            json.path("bytes").asLong(),
            json.path("modifiedMillis").asLong(),
            json.path("changedNanos").asLong()),
        List.copyOf(maps),
        List.of(),
        List.copyOf(skipped));
  }
}
