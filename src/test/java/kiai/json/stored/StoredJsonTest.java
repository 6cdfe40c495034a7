package kiai.json.stored;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import kiai.index.FileState;
import kiai.input.SkippedFile;
import kiai.map.MapContent;
import kiai.map.MapRecord;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;
import org.junit.jupiter.api.Test;

/** What is stored of maps and files comes back as it was. */
class StoredJsonTest {
  private static MapRecord map() {
    return new MapRecord(
        new MapContent(
            new MapContent.Ids("0123456789abcdef0123456789abcdef", 7, -1),
            new MapContent.Names("t \"\n\u0000", "\u6708", "a", null, "c", "v", "", "x y"),
            new MapContent.Settings("mania", 4, 9.5, 8, 5, 7, null),
            new MapContent.Timing(100, 90.5, 200, 61.25, null),
            new MapContent.Counts(1, 2, 3, 4),
            new MapContent.Analysis(
                MapContent.Ratings.NONE, null, 0.5, Map.of("jumps", 0.25), List.of()),
            new MapContent.Windows(List.of(0, 16_000), List.of(20, 21)),
            MapContent.Origin.of(null)),
        List.of(
            SourcedMetadata.of("table", SourcedMetadata.Kind.TABLE)
                .put(SourcedField.TAGS, List.of("aim/jump", "\ud83c\udfb5"))
                .build()));
  }

  @Test
  void aMapComesBack() throws Exception {
    byte[] stored = StoredJson.write(map());
    assertThat(StoredJson.readMap(stored, 0, stored.length)).isEqualTo(map());
  }

  @Test
  void aFileComesBack() throws Exception {
    FileState file =
        new FileState(
            "/a b/\u3042.osz",
            new FileState.Stamp(12, 34, 56),
            List.of(new FileState.MapEntry("0123456789abcdef0123456789abcdef", "x.osu")),
            List.of(),
            List.of(new SkippedFile("y.osu", "it is \"empty\"")));
    byte[] stored = StoredJson.write(file);
    assertThat(StoredJson.readFile(stored, 0, stored.length)).isEqualTo(file);
  }

  @Test
  void whatAnOlderVersionDidNotStoreIsUnknown() throws Exception {
    byte[] stored =
        "{\"md5\":\"0123456789abcdef0123456789abcdef\",\"mode\":\"osu\"}"
            .getBytes(StandardCharsets.UTF_8);
    MapRecord read = StoredJson.readMap(stored, 0, stored.length);
    assertThat(read.content().settings().mode()).isEqualTo("osu");
    assertThat(read.sources()).isEmpty();
  }

  /** A value of a record's component that no default equals. */
  private static Object filled(Type type, int[] next) throws ReflectiveOperationException {
    next[0]++;
    if (type == String.class) {
      return "text " + next[0];
    }
    if (type == int.class || type == Integer.class) {
      return next[0];
    }
    if (type == double.class || type == Double.class) {
      return next[0] / 8.0;
    }
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return List.of(filled(list.getActualTypeArguments()[0], next));
    }
    if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      return Map.of("key", filled(map.getActualTypeArguments()[1], next));
    }
    if (type instanceof Class<?> record && record.isRecord()) {
      RecordComponent[] components = record.getRecordComponents();
      Class<?>[] types = new Class<?>[components.length];
      Object[] values = new Object[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = filled(components[i].getGenericType(), next);
      }
      return record.getDeclaredConstructor(types).newInstance(values);
    }
    throw new AssertionError("this test does not know " + type);
  }

  @Test
  void everyComponentOfAMapIsStored() throws Exception {
    MapContent content = (MapContent) filled(MapContent.class, new int[1]);
    MapRecord map = new MapRecord(content, List.of());
    byte[] stored = StoredJson.write(map);
    assertThat(StoredJson.readMap(stored, 0, stored.length).content()).isEqualTo(content);
  }
}
