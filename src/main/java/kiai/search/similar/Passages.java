package kiai.search.similar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.embeddings.VectorMath;
import kiai.index.CandidateRequest;
import kiai.index.Deadline;
import kiai.index.IndexSnapshot;
import kiai.index.MapCursor;
import kiai.index.MapRef;
import kiai.map.MapRecord;
import kiai.query.Condition;
import kiai.search.answer.Explanation;
import kiai.search.answer.UnsupportedQuestionException;
import kiai.search.ranking.Ranking;
import kiai.search.ranking.Scored;

/**
 * Maps with a passage that plays like a passage of another map: each window of the question with
 * the best window of the hit; their mean orders the hits.
 *
 * <ol>
 *   <li>Up to {@link #EXACT_MAPS} matching maps are all compared window by window.
 *   <li>Above it, the graph of the windows chooses the maps.
 * </ol>
 */
public final class Passages {
  /** Maps whose windows are all read; 50 windows of 384 numbers are 77 kB a map. */
  static final int EXACT_MAPS = 5_000;

  private static final int CANDIDATES = 1_000;

  private final IndexSnapshot index;
  private final Deadline deadline;
  private final float[][] asked;
  private final int[] askedStarts;
  private final int windowMs;
  private final Map<MapRef, int[]> best = new HashMap<>();

  private Passages(
      IndexSnapshot index, Deadline deadline, float[][] asked, int[] askedStarts, int windowMs) {
    this.index = index;
    this.deadline = deadline;
    this.asked = asked;
    this.askedStarts = askedStarts;
    this.windowMs = windowMs;
  }

  /**
   * The windows of a map that lie half or more within a time range, or else the one that covers
   * most of it.
   *
   * @param windowMs length of a window
   * @throws UnsupportedQuestionException when the map has no windows there
   */
  public static Passages of(
      IndexSnapshot index, Deadline deadline, Example example, int fromMs, int toMs, int windowMs) {
    List<Integer> within = new ArrayList<>();
    int closest = -1;
    int most = 0;
    for (int i = 0; i < example.windows().length; i++) {
      int start = example.startMs()[i];
      int covered = Math.min(toMs, start + windowMs) - Math.max(fromMs, start);
      if (covered >= windowMs / 2) {
        within.add(i);
      }
      if (covered > most) {
        most = covered;
        closest = i;
      }
    }
    if (closest < 0) {
      throw new UnsupportedQuestionException(
          "the map has no passage with enough objects in that time");
    }
    List<Integer> chosen = within.isEmpty() ? List.of(closest) : within;
    return new Passages(
        index,
        deadline,
        chosen.stream().map(i -> example.windows()[i]).toArray(float[][]::new),
        chosen.stream().mapToInt(i -> example.startMs()[i]).toArray(),
        windowMs);
  }

  /** Where the question's windows begin. */
  public List<Integer> askedStarts() {
    return Arrays.stream(askedStarts).boxed().toList();
  }

  /** Whether so many matches are all compared. */
  public boolean isExact(int total) {
    return total <= Math.min(EXACT_MAPS, index.scanLimit());
  }

  /** Maps with passages like the one asked for. */
  public List<Scored> rank(Condition matches, int total) throws IOException {
    List<Scored> scored = new ArrayList<>();
    MapCursor.Visitor visitor =
        map -> {
          MapRef ref = map.ref();
          float[][] theirs = map.windows();
          if (theirs.length > 0) {
            scored.add(new Scored(ref, compare(ref, theirs)));
          }
        };
    if (isExact(total)) {
      index.scan(matches, false, deadline, visitor);
    } else {
      Set<MapRef> candidates =
          index.candidates(
              new CandidateRequest(
                  matches, total, null, 0, List.of(asked), CANDIDATES / asked.length));
      index.visit(matches, candidates, false, deadline, visitor);
    }
    return Scored.best(scored, Ranking.CONSIDERED);
  }

  private double compare(MapRef ref, float[][] theirs) {
    int[] places = new int[asked.length];
    double sum = 0;
    for (int i = 0; i < asked.length; i++) {
      double highest = -1;
      for (int j = 0; j < theirs.length; j++) {
        double cosine = VectorMath.dot(asked[i], theirs[j]);
        if (cosine > highest) {
          highest = cosine;
          places[i] = j;
        }
      }
      sum += highest;
    }
    best.put(ref, places);
    return Math.max(0, sum / asked.length);
  }

  /** Where in the hit the passage is found. */
  public Explanation explain(MapRef ref, MapRecord map) {
    int[] places = best.get(ref);
    int[] starts = Arrays.stream(places).map(p -> map.windowStarts().get(p)).toArray();
    List<Explanation.WindowPair> windows = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      windows.add(new Explanation.WindowPair(askedStarts[i], starts[i], null));
    }
    return new Explanation(
        List.of(),
        new Explanation.Passage(
            Arrays.stream(starts).min().orElse(0),
            Arrays.stream(starts).max().orElse(0) + windowMs),
        windows);
  }
}
