package kiai.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kiai.beatmap.GameMode;

/**
 * Compares two sets of maps, each ruleset for itself: A are the maps to measure by, such as those
 * that a generator was trained on, B those that are judged.
 */
public final class SetComparison {
  private static final int FEWEST_FOR_HALVES = 20; // maps of A
  private static final int LISTED = 20;
  private static final long SEED = 20_071_006;

  private final int rounds;
  private final int most;

  /**
   * How to compare.
   *
   * @param rounds of the bootstrap of maps
   * @param most vectors of a set that distances of kernels and regions are computed from; the
   *     Fréchet distance takes all
   */
  public SetComparison(int rounds, int most) {
    this.rounds = rounds;
    this.most = most;
  }

  /** A comparison for each ruleset that both sets have. */
  public List<ModeComparison> compare(ComparedSet a, ComparedSet b) {
    List<ModeComparison> all = new ArrayList<>();
    for (String mode : GameMode.apiNames()) {
      List<ComparedMap> mapsA = a.ofMode(mode).maps();
      List<ComparedMap> mapsB = b.ofMode(mode).maps();
      if (!mapsA.isEmpty() && !mapsB.isEmpty()) {
        all.add(compare(mode, mapsA, mapsB));
      }
    }
    return all;
  }

  private ModeComparison compare(String mode, List<ComparedMap> a, List<ComparedMap> b) {
    boolean windows = hasWindows(a) && hasWindows(b);
    boolean allWindows =
        Stream.concat(a.stream(), b.stream()).allMatch(m -> m.windows().length > 0);
    List<List<ComparedMap>> halves = halves(a);
    return new ModeComparison(
        mode,
        size(a),
        size(b),
        distances(Sample.ofMaps(a), Sample.ofMaps(b)),
        windows ? distances(Sample.ofWindows(a), Sample.ofWindows(b)) : null,
        halves.isEmpty()
            ? null
            : distances(Sample.ofMaps(halves.getFirst()), Sample.ofMaps(halves.getLast())),
        halves.isEmpty() || !hasWindows(halves.getFirst()) || !hasWindows(halves.getLast())
            ? null
            : distances(Sample.ofWindows(halves.getFirst()), Sample.ofWindows(halves.getLast())),
        copies(a, b, allWindows),
        windows ? selfSimilarity(a, b) : null);
  }

  private static boolean hasWindows(List<ComparedMap> maps) {
    return maps.stream().anyMatch(map -> map.windows().length > 0);
  }

  private static ModeComparison.Size size(List<ComparedMap> maps) {
    return new ModeComparison.Size(
        maps.size(), maps.stream().mapToInt(map -> map.windows().length).sum());
  }

  private ModeComparison.Distances distances(Sample a, Sample b) {
    Random random = new Random(SEED);
    Sample someA = a.atMost(most, random);
    Sample someB = b.atMost(most, random);
    boolean pairs = severalMaps(a) && severalMaps(b);
    boolean regions = Manifold.isPossible(someA.size()) && Manifold.isPossible(someB.size());
    KernelDistance kernel =
        pairs
            ? KernelDistance.between(someA, someB, rounds, random)
            : new KernelDistance(Double.NaN, Double.NaN, Double.NaN);
    return new ModeComparison.Distances(
        a.size(),
        b.size(),
        pairs ? FrechetDistance.between(a.vectors(), b.vectors()) : Double.NaN,
        kernel.value(),
        kernel.low(),
        kernel.high(),
        regions ? new Manifold(someA.vectors()).shareInside(someB.vectors()) : Double.NaN,
        regions ? new Manifold(someB.vectors()).shareInside(someA.vectors()) : Double.NaN);
  }

  private static boolean severalMaps(Sample sample) {
    return sample.size() > 1 && sample.maps()[0] != sample.maps()[sample.size() - 1];
  }

  /** Two halves, in which maps of one song stay on one side; none of too few maps. */
  private static List<List<ComparedMap>> halves(List<ComparedMap> maps) {
    List<String> songs =
        maps.stream().map(ComparedMap::song).distinct().sorted().collect(Collectors.toList());
    if (maps.size() < FEWEST_FOR_HALVES || songs.size() < 2) {
      return List.of();
    }
    Collections.shuffle(songs, new Random(SEED));
    Set<String> first = new HashSet<>(songs.subList(0, songs.size() / 2));
    return List.of(
        maps.stream().filter(map -> first.contains(map.song())).toList(),
        maps.stream().filter(map -> !first.contains(map.song())).toList());
  }

  private static ModeComparison.Copies copies(
      List<ComparedMap> a, List<ComparedMap> b, boolean byWindows) {
    Set<String> known =
        a.stream().map(ComparedMap::md5).filter(Objects::nonNull).collect(Collectors.toSet());
    NearestMaps nearest = new NearestMaps(a, byWindows);
    List<NearestMaps.Match> matches = nearest.of(b);
    double usual = nearest.unusual(new Random(SEED));
    return new ModeComparison.Copies(
        (int) b.stream().filter(map -> map.md5() != null && known.contains(map.md5())).count(),
        usual,
        Double.isNaN(usual)
            ? Double.NaN
            : matches.stream().filter(match -> match.likeness() > usual).count()
                / (double) matches.size(),
        matches.stream()
            .limit(LISTED)
            .map(match ->
                new ModeComparison.Nearest(
                    match.map().name(),
                    match.map().md5(),
                    match.nearest().name(),
                    match.nearest().md5(),
                    match.likeness()))
            .toList());
  }

  private static ModeComparison.SelfSimilarityError selfSimilarity(
      List<ComparedMap> a, List<ComparedMap> b) {
    Map<String, List<ComparedMap>> songs = new HashMap<>();
    for (ComparedMap map : a) {
      if (map.windows().length > 0) {
        songs.computeIfAbsent(map.song(), _ -> new ArrayList<>()).add(map);
      }
    }
    double squares = 0;
    int pairs = 0;
    for (ComparedMap map : b) {
      Optional<ComparedMap> real =
          songs.getOrDefault(map.song(), List.of()).stream()
              .min(Comparator.comparingDouble(one -> farInStars(one, map)));
      if (real.isPresent() && map.windows().length > 0) {
        double error = SelfSimilarity.error(real.get().windows(), map.windows());
        squares += error * error;
        pairs++;
      }
    }
    return pairs == 0
        ? null
        : new ModeComparison.SelfSimilarityError(pairs, Math.sqrt(squares / pairs));
  }

  private static double farInStars(ComparedMap one, ComparedMap other) {
    return one.stars() == null || other.stars() == null
        ? Double.MAX_VALUE
        : Math.abs(one.stars() - other.stars());
  }
}
