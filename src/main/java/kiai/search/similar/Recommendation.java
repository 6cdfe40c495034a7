package kiai.search.similar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kiai.index.CandidateRequest;
import kiai.index.Deadline;
import kiai.index.IndexSnapshot;
import kiai.index.MapCursor;
import kiai.index.MapRef;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.map.Mods;
import kiai.query.Condition;
import kiai.query.ParsedQuery;
import kiai.search.answer.Answer;
import kiai.search.answer.Aspects;
import kiai.search.answer.Aspects.Aspect;
import kiai.search.answer.Challenge;
import kiai.search.answer.Explanation;
import kiai.search.answer.SearchOptions;
import kiai.search.answer.Understood;
import kiai.search.ranking.Ranking;
import kiai.search.ranking.Scored;
import kiai.search.ranking.WindowPairs;

/**
 * Maps for somebody who likes some maps: those that are like a few of the liked ones, about as hard
 * as these. The mean likeness to the three nearest liked maps found hidden maps of real lists at
 * least as well as one mean vector, the nearest alone and several clusters of interests did
 * (docs/search.md has the measures), and each hit can name the liked map that it is like.
 */
public final class Recommendation {
  /** Most liked maps that are compared. */
  public static final int MOST_LIKED = 64;

  private static final int NEAREST = 3;
  private static final int SCANNED = 20_000; // more matches are narrowed down by the graph
  private static final int OF_A_LIKED_MAP = 200; // candidates
  private static final double STARS_APART = 1.0; // where the fit falls to exp(-1/2)
  private static final int SHOWN_WINDOWS = 2;

  private final IndexSnapshot index;
  private final ParsedQuery filter;
  private final SearchOptions options;
  private final Deadline deadline;
  private final SimilarSearch similar;

  /**
   * A question.
   *
   * @param similar of the same index, with the same filter
   */
  public Recommendation(
      IndexSnapshot index,
      ParsedQuery filter,
      SearchOptions options,
      SimilarSearch similar,
      Deadline deadline) {
    this.index = index;
    this.filter = filter;
    this.options = options;
    this.similar = similar;
    this.deadline = deadline;
  }

  /**
   * A liked map as it is played.
   *
   * @param map with a vector
   * @param mods that it is played with
   */
  public record Played(MapRef map, Mods mods) {}

  /**
   * A liked map with what others are compared with.
   *
   * @param labels strength of its label profile, 0 when it has none
   */
  private record Liked(Example example, Profile difficulty, Double stars, double labels) {
    MapRecord map() {
      return example.map();
    }
  }

  /**
   * Recommends.
   *
   * @param played liked maps, at most {@link #MOST_LIKED}. How hard they are is as they are played;
   *     one that is played at another speed is compared without its tempo, where the model can
   * @param apart what must not be a hit, beside the sets of these: all liked maps
   * @param withPlayed whether maps that the player has played may be hits
   */
  public Answer answer(
      List<Played> played,
      Condition apart,
      Challenge challenge,
      boolean withPlayed,
      Understood.Recommended understood,
      long started)
      throws IOException {
    List<Liked> liked = new ArrayList<>();
    for (Played one : played) {
      Example asMade = similar.example(one.map(), 1);
      Example example =
          one.mods().speed() == 1 ? asMade : similar.withoutTempo(asMade).orElse(asMade);
      liked.add(
          new Liked(
              example,
              Profile.of(example.map(), Aspect.DIFFICULTY, one.mods()),
              one.mods().stars(example.map()),
              similar.strength(List.of(example))));
    }
    Condition matches = matches(liked, apart, withPlayed);
    int total = index.count(matches);
    boolean exact = total <= Math.min(SCANNED, index.scanLimit());
    List<Scored> scored =
        score(matches, exact ? null : candidates(matches, total, liked), liked, challenge);
    return new Answer(
        new Ranking(index, deadline)
            .foldingCopies()
            .page(
                similar.withPreferences(Scored.best(scored, Ranking.CONSIDERED), matches),
                options,
                (ref, map) -> explain(ref, map, liked, challenge)),
        total,
        understood,
        (System.nanoTime() - started) / 1e6,
        exact,
        scored.size());
  }

  /** Never a liked map or its set; of the rulesets of the liked ones unless the filter says. */
  private Condition matches(List<Liked> liked, Condition apart, boolean withPlayed) {
    List<Condition> filters = new ArrayList<>();
    filters.add(Condition.not(new Condition.Filter(apart)));
    liked.stream()
        .map(l -> l.map().setKey())
        .distinct()
        .forEach(set -> filters.add(Condition.not(new Condition.Keyword(MapFields.SET_KEY, set))));
    if (!withPlayed) {
      filters.add(Condition.not(Condition.yes(MapFields.PLAYED)));
    }
    if (!filter.mentionsMode()) {
      Condition[] modes =
          liked.stream()
              .map(l -> l.map().mode())
              .distinct()
              .map(mode -> new Condition.Keyword(MapFields.MODE, mode))
              .toArray(Condition[]::new);
      filters.add(Condition.any(modes));
    }
    return filter.matching().with(filters);
  }

  private Set<MapRef> candidates(Condition matches, int total, List<Liked> liked)
      throws IOException {
    Set<MapRef> found = new HashSet<>();
    for (Liked one : liked) {
      deadline.check();
      found.addAll(
          index.candidates(
              new CandidateRequest(
                  matches, total, one.example().vector(), OF_A_LIKED_MAP, List.of(), 0)));
    }
    return found;
  }

  private List<Scored> score(
      Condition matches, Set<MapRef> candidates, List<Liked> liked, Challenge challenge)
      throws IOException {
    List<Scored> scored = new ArrayList<>();
    MapCursor.Visitor visitor = map -> scored.add(new Scored(map.ref(), of(map, liked, challenge)));
    if (candidates == null) {
      index.scan(matches, false, deadline, visitor);
    } else {
      index.visit(matches, candidates, false, deadline, visitor);
    }
    return scored;
  }

  private double of(MapCursor map, List<Liked> liked, Challenge challenge) throws IOException {
    String mode = map.keyword(MapFields.MODE);
    double stars = map.number(MapFields.STARS);
    double[] numbers = Profile.numbers(map, Aspect.DIFFICULTY);
    double[] best = new double[NEAREST];
    int ofMode = 0;
    for (Liked one : liked) {
      if (one.map().mode().equals(mode)) {
        ofMode++;
        insert(best, likeness(one, map, numbers, stars, challenge));
      }
    }
    double sum = 0;
    int count = Math.max(1, Math.min(NEAREST, ofMode));
    for (int i = 0; i < count; i++) {
      sum += best[i];
    }
    return Math.max(0, sum / count);
  }

  /** Likeness of a map to one liked map, as hard as wanted. */
  private static double likeness(
      Liked one, MapCursor map, double[] numbers, double stars, Challenge challenge)
      throws IOException {
    double likeness =
        Aspects.DEFAULT.weight(Aspect.STYLE) * map.cosine(one.example().vector())
            + Aspects.DEFAULT.weight(Aspect.DIFFICULTY)
                * one.difficulty().likeness(numbers, Aspect.DIFFICULTY);
    if (one.labels() > 0) {
      double cosine = map.labelCosine(one.example().labels());
      likeness = new LabelPull(one.labels(), List.of()).pulled(likeness, cosine);
    }
    return likeness * fit(one.stars(), stars, challenge);
  }

  /** Keeps the largest numbers, largest first. */
  private static void insert(double[] best, double value) {
    for (int i = 0; i < best.length; i++) {
      if (value > best[i]) {
        System.arraycopy(best, i, best, i + 1, best.length - i - 1);
        best[i] = value;
        return;
      }
    }
  }

  /** 1 for a map that is as hard as wanted; unrated ones fit. */
  private static double fit(Double liked, double stars, Challenge challenge) {
    if (liked == null || Double.isNaN(stars)) {
      return 1;
    }
    double apart = (stars - liked - challenge.stars()) / STARS_APART;
    return Math.exp(-apart * apart / 2);
  }

  /** The liked map that adds most to a map's score, and the windows that are most alike. */
  private Explanation explain(MapRef ref, MapRecord map, List<Liked> liked, Challenge challenge)
      throws IOException {
    Liked[] best = {null};
    index.visit(
        new Condition.Everything(),
        Set.of(ref),
        false,
        deadline,
        cursor -> {
          double[] numbers = Profile.numbers(cursor, Aspect.DIFFICULTY);
          double stars = cursor.number(MapFields.STARS);
          double most = Double.NEGATIVE_INFINITY;
          for (Liked one : liked) {
            double likeness =
                one.map().mode().equals(map.mode())
                    ? likeness(one, cursor, numbers, stars, challenge)
                    : Double.NEGATIVE_INFINITY;
            if (likeness > most) {
              most = likeness;
              best[0] = one;
            }
          }
        });
    if (best[0] == null) {
      return Explanation.NONE; // the filter asked for a ruleset that nobody likes
    }
    Liked nearest = best[0];
    List<Explanation.WindowPair> windows =
        WindowPairs.best(nearest.example().windows(), index.windows(ref), SHOWN_WINDOWS).stream()
            .map(pair ->
                new Explanation.WindowPair(
                    nearest.example().startMs()[pair.a()],
                    map.windowStarts().get(pair.b()),
                    pair.cosine()))
            .toList();
    return new Explanation(List.of(), null, windows, List.of(), nearest.map());
  }
}
