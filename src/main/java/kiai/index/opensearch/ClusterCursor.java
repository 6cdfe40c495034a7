package kiai.index.opensearch;

import java.io.IOException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import kiai.embeddings.VectorMath;
import kiai.index.MapCursor;
import kiai.index.MapRef;
import kiai.index.lucene.analysis.TextAnalysis;
import kiai.map.MapField;
import kiai.query.Condition.Keyword;

/**
 * A map of a page of answers; its columns are what its record says, and are fetched for the whole
 * page. Not thread-safe.
 */
final class ClusterCursor implements MapCursor {
  private static final int MD5_DIGITS = 32;
  private static final float[][] NO_WINDOWS = {};

  private final ClusterView view;
  private final List<String> page;
  private Map<String, StoredMap> maps;
  private Map<String, float[][]> windows;
  private String md5 = "";
  private float score;

  /**
   * A cursor.
   *
   * @param page MD5 sums of the maps that it will stand at
   */
  ClusterCursor(ClusterView view, List<String> page) {
    this.view = view;
    this.page = page;
  }

  ClusterCursor at(String newMd5, float newScore) {
    md5 = newMd5;
    score = newScore;
    return this;
  }

  /** The columns of the map; those of its page are fetched when the first is asked for. */
  private StoredMap map() throws IOException {
    if (maps == null) {
      maps = view.maps(page);
    }
    StoredMap map = maps.get(md5);
    return map == null ? view.map(md5) : map;
  }

  @Override
  public MapRef ref() {
    return new Md5Ref(md5);
  }

  @Override
  public float lexicalScore() {
    return score;
  }

  @Override
  public byte[] md5() {
    return md5.length() == MD5_DIGITS ? HexFormat.of().parseHex(md5) : new byte[MD5_DIGITS / 2];
  }

  @Override
  public float cosine(float[] query) throws IOException {
    float[] vector = map().vector();
    return vector == null || vector.length != query.length ? 0 : VectorMath.dot(query, vector);
  }

  @Override
  public double labelCosine(float[] profile) throws IOException {
    float[] labels = map().labels();
    float sum = 0;
    for (int i = 0; i < labels.length && labels.length == profile.length; i++) {
      sum += profile[i] * labels[i];
    }
    return sum;
  }

  @Override
  public float[][] windows() throws IOException {
    if (windows == null) {
      windows = view.windows(page);
    }
    return windows.getOrDefault(md5, NO_WINDOWS);
  }

  @Override
  public double number(MapField field) throws IOException {
    Object value = field.value(map().record());
    return switch (value) {
      case null -> Double.NaN;
      case String day -> LocalDate.parse(day).toEpochDay();
      case Number number -> number.doubleValue();
      default -> throw new IllegalArgumentException(field + " holds no numbers");
    };
  }

  private List<String> values(MapField field) throws IOException {
    return switch (field.value(map().record())) {
      case null -> List.of();
      case List<?> texts ->
          texts.stream().map(text -> TextAnalysis.clip((String) text)).sorted().toList();
      case Boolean flag -> List.of(flag ? Keyword.YES : Keyword.NO);
      case Object text -> List.of(TextAnalysis.clip(text.toString()));
    };
  }

  @Override
  public String keyword(MapField field) throws IOException {
    if (field.isSuggested()) { // the name as it is written first, as indexes keep it
      return switch (field.value(map().record())) {
        case List<?> names -> names.isEmpty() ? null : TextAnalysis.clip((String) names.getFirst());
        case null -> null;
        case Object name -> TextAnalysis.clip(name.toString());
      };
    }
    List<String> values = values(field);
    return values.isEmpty() ? null : values.getFirst();
  }

  @Override
  public boolean hasAny(MapField field, List<String> wanted) throws IOException {
    return values(field).stream().anyMatch(wanted::contains);
  }
}
