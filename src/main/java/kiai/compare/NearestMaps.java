package kiai.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import kiai.embeddings.VectorMath;

/**
 * The map of one set that each map of another is most like: a generator that repeats what it was
 * trained on shows here. Likeness is the mean over the windows of the generated map of the highest
 * cosine with a window of the other; where some map has no windows, all are compared by their
 * vectors, so that every likeness means the same. The {@link #CANDIDATES} maps with the nearest
 * vectors are compared.
 */
final class NearestMaps {
  private static final int CANDIDATES = 20;
  private static final int USUAL_SAMPLE = 1_000;
  private static final double UNUSUAL = 0.99;

  private static final int FEWEST_FOR_USUAL = 100;

  private final List<ComparedMap> known;
  private final boolean byWindows;

  /**
   * Maps to compare with.
   *
   * @param byWindows whether all maps that will be compared have windows
   */
  NearestMaps(List<ComparedMap> known, boolean byWindows) {
    this.known = known;
    this.byWindows = byWindows;
  }

  /**
   * A map and the one that it is most like.
   *
   * @param likeness -1 to 1
   */
  record Match(ComparedMap map, ComparedMap nearest, double likeness) {}

  /** The match of each map, most alike first. */
  List<Match> of(List<ComparedMap> maps) {
    return maps.parallelStream()
        .map(map -> match(map, false))
        .sorted(Comparator.comparingDouble(Match::likeness).reversed())
        .toList();
  }

  /**
   * The likeness that one in a hundred of the known maps has to a known map of another song, so
   * that there is something to compare with; NaN when there is only one song.
   */
  double unusual(Random random) {
    List<ComparedMap> some = new ArrayList<>(known);
    java.util.Collections.shuffle(some, random);
    double[] likeness =
        some.stream()
            .limit(USUAL_SAMPLE)
            .parallel()
            .map(map -> match(map, true))
            .filter(match -> match.nearest() != null)
            .mapToDouble(Match::likeness)
            .sorted()
            .toArray();
    return likeness.length < FEWEST_FOR_USUAL
        ? Double.NaN
        : likeness[(int) Math.ceil(UNUSUAL * (likeness.length - 1))];
  }

  private Match match(ComparedMap map, boolean otherSong) {
    record Candidate(int index, double cosine) {}
    PriorityQueue<Candidate> nearest =
        new PriorityQueue<>(Comparator.comparingDouble(Candidate::cosine));
    for (int i = 0; i < known.size(); i++) {
      ComparedMap other = known.get(i);
      if (otherSong && other.song().equals(map.song())) {
        continue;
      }
      nearest.add(new Candidate(i, VectorMath.dot(map.vector(), other.vector())));
      if (nearest.size() > CANDIDATES) {
        nearest.remove();
      }
    }
    return nearest.stream()
        .mapToInt(Candidate::index)
        .sorted()
        .mapToObj(known::get)
        .map(other -> new Match(map, other, likeness(map, other)))
        .max(Comparator.comparingDouble(Match::likeness))
        .orElse(new Match(map, null, Double.NaN));
  }

  private double likeness(ComparedMap map, ComparedMap other) {
    if (!byWindows) {
      return VectorMath.dot(map.vector(), other.vector());
    }
    return IntStream.range(0, map.windows().length)
        .mapToDouble(i -> {
          double best = -1;
          for (float[] window : other.windows()) {
            best = Math.max(best, VectorMath.dot(map.windows()[i], window));
          }
          return best;
        })
        .average()
        .orElse(Double.NaN);
  }
}
