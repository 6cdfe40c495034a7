package kiai.search.answer;

import java.util.List;
import kiai.map.MapRecord;

/**
 * Why a map is among the hits.
 *
 * @param parts what its score is made of
 * @param passage where in the map the passage is that was asked for, null for other questions
 * @param windows windows of the example and of the map that play alike, best first
 * @param labels what people would probably call both the example and the map, most certain first
 * @param like of recommendations, the liked map that it is most like; else null
 */
public record Explanation(
    List<Part> parts,
    Passage passage,
    List<WindowPair> windows,
    List<String> labels,
    MapRecord like) {
  /** Says nothing. */
  public static final Explanation NONE = new Explanation(List.of(), null, List.of());

  /** Says nothing of labels. */
  public Explanation(List<Part> parts, Passage passage, List<WindowPair> windows) {
    this(parts, passage, windows, List.of(), null);
  }

  /** Of one example. */
  public Explanation(
      List<Part> parts, Passage passage, List<WindowPair> windows, List<String> labels) {
    this(parts, passage, windows, labels, null);
  }

  /**
   * A part of a score.
   *
   * @param score 0 to 1
   * @param weight its weight among the parts, null when the parts have none of their own
   */
  public record Part(String name, double score, Double weight) {}

  /**
   * A passage in milliseconds.
   *
   * @param startMs where its first window begins
   * @param endMs where its last window ends
   */
  public record Passage(int startMs, int endMs) {}

  /**
   * A window of the example and the one of the map that is most like it.
   *
   * @param startMs where the example's begins, milliseconds
   * @param hitStartMs where the map's begins, milliseconds
   * @param score their cosine, null when it is not told
   */
  public record WindowPair(int startMs, int hitStartMs, Double score) {}
}
