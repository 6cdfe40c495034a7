package kiai.search.ranking;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kiai.embeddings.VectorMath;
import kiai.index.Deadline;
import kiai.index.FileState;
import kiai.index.IndexSnapshot;
import kiai.index.MapRef;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.query.Condition;
import kiai.search.answer.Explanation;
import kiai.search.answer.Hit;
import kiai.search.answer.SearchOptions;

/** Scored maps to hits: order, folding of sets, diversity, paging. */
public final class Ranking {
  /** Best first; the second key keeps the order the same for ever. */
  private static final Comparator<Candidate> ORDER =
      Comparator.comparingDouble((Candidate c) -> -c.score)
          .thenComparing((a, b) -> Arrays.compareUnsigned(a.md5, b.md5));

  private static final int DIVERSIFIED = 200; // first hits that are reordered

  /** Scored maps that pages are cut from: sets are folded first, and then fill the window. */
  public static final int CONSIDERED = 8 * SearchOptions.WINDOW;

  private final IndexSnapshot index;
  private final Deadline deadline;
  private final boolean foldCopies;

  /** A ranking on one state of an index. */
  public Ranking(IndexSnapshot index, Deadline deadline) {
    this(index, deadline, false);
  }

  private Ranking(IndexSnapshot index, Deadline deadline, boolean foldCopies) {
    this.index = index;
    this.deadline = deadline;
    this.foldCopies = foldCopies;
  }

  /** The same, and where sets are folded, copies of a map in other sets are folded too. */
  public Ranking foldingCopies() {
    return new Ranking(index, deadline, true);
  }

  /** Says why a map is among the hits. */
  @FunctionalInterface
  public interface Explainer {
    /** Explains nothing. */
    Explainer NONE = (_, _) -> Explanation.NONE;

    /** Why a map is there. */
    Explanation explain(MapRef ref, MapRecord map) throws IOException;
  }

  @SuppressWarnings("ArrayRecordComponent") // the bytes are compared
  record Candidate(MapRef map, byte[] md5, String setKey, String notesKey, double score) {}

  /** A page of hits out of scored maps; only the hits' own records are read. */
  public List<Hit> page(List<Scored> scored, SearchOptions options, Explainer explainer)
      throws IOException {
    Map<String, Folding.Group> folded = new HashMap<>();
    List<Hit> hits = new ArrayList<>();
    List<Candidate> shown = ordered(scored, options, folded);
    index.prefetch(shown.stream().map(Candidate::map).toList(), IndexSnapshot.Part.FILES);
    for (Candidate c : shown) {
      MapRecord map = index.record(c.map());
      Folding.Group group = folded.get(c.setKey());
      hits.add(
          new Hit(
              map,
              pathOf(map.md5()),
              Math.clamp(c.score(), 0.0, 1.0),
              group == null ? 0 : group.sameSet(),
              group == null ? 0 : group.copies(),
              options.explain() ? explainer.explain(c.map(), map) : null));
    }
    return hits;
  }

  /** The maps of a page of hits, in their order. */
  public List<Scored> first(List<Scored> scored, SearchOptions options) throws IOException {
    return ordered(scored, options, new HashMap<>()).stream()
        .map(c -> new Scored(c.map(), c.score()))
        .toList();
  }

  /** The maps of a page; fills in what was folded into each, by its set. */
  private List<Candidate> ordered(
      List<Scored> scored, SearchOptions options, Map<String, Folding.Group> folded)
      throws IOException {
    List<Candidate> candidates = identified(scored, options.minScore());
    candidates.sort(ORDER);
    int end = options.offset() + options.limit();
    if (options.foldSets()) {
      int compared = options.diversity() > 0 ? Math.max(end, DIVERSIFIED) : end;
      List<Folding.Group> groups = new Folding(index, foldCopies).fold(candidates, compared);
      groups.forEach(group -> folded.put(group.first().setKey(), group));
      candidates = groups.stream().map(Folding.Group::first).toList();
    }
    if (options.diversity() > 0) {
      candidates = diversified(candidates, options.diversity());
    }
    end = Math.min(candidates.size(), end);
    return options.offset() < end ? candidates.subList(options.offset(), end) : List.of();
  }

  /** MD5 and set of maps, out of columns: records are large. */
  private List<Candidate> identified(List<Scored> scored, double minScore) throws IOException {
    Map<MapRef, Double> scores = HashMap.newHashMap(scored.size());
    for (Scored s : scored) {
      if (s.score() >= minScore) {
        scores.put(s.map(), s.score());
      }
    }
    List<Candidate> candidates = new ArrayList<>(scores.size());
    index.visit(
        new Condition.Everything(),
        scores.keySet(),
        false,
        deadline,
        map -> {
          MapRef ref = map.ref();
          candidates.add(
              new Candidate(
                  ref,
                  map.md5(),
                  map.keyword(MapFields.SET_KEY),
                  foldCopies ? map.keyword(MapFields.NOTES_KEY) : null,
                  scores.get(ref)));
        });
    return candidates;
  }

  /**
   * Maximal marginal relevance (Carbonell and Goldstein 1998) over the first hits: each next one is
   * good and unlike those before it. The scores become those of the places, so that they still
   * order the list.
   */
  private List<Candidate> diversified(List<Candidate> candidates, double diversity)
      throws IOException {
    List<Candidate> left =
        new ArrayList<>(candidates.subList(0, Math.min(DIVERSIFIED, candidates.size())));
    List<float[]> vectors = new ArrayList<>();
    for (Candidate c : left) {
      vectors.add(index.vector(c.map()));
    }
    double[] scores = left.stream().mapToDouble(Candidate::score).toArray();
    double[] nearest = new double[left.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      open.add(i);
    }
    List<Candidate> chosen = new ArrayList<>();
    while (!open.isEmpty()) {
      int best = open.getFirst();
      for (int i : open) {
        if (marginal(scores, nearest, i, diversity) > marginal(scores, nearest, best, diversity)) {
          best = i;
        }
      }
      open.remove(Integer.valueOf(best));
      Candidate c = left.get(best);
      chosen.add(new Candidate(c.map(), c.md5(), c.setKey(), c.notesKey(), scores[chosen.size()]));
      for (int i : open) {
        if (vectors.get(best) != null && vectors.get(i) != null) {
          nearest[i] = Math.max(nearest[i], VectorMath.dot(vectors.get(best), vectors.get(i)));
        }
      }
    }
    chosen.addAll(candidates.subList(chosen.size(), candidates.size()));
    return chosen;
  }

  private static double marginal(double[] scores, double[] nearest, int i, double diversity) {
    return (1 - diversity) * scores[i] - diversity * nearest[i];
  }

  /** Where a map's file lies: of several the first by name; null when no file is known. */
  private String pathOf(String md5) throws IOException {
    return index.filesOf(md5).stream()
        .flatMap(file -> file.maps().stream())
        .filter(map -> map.md5().equals(md5))
        .map(FileState.MapEntry::shown)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
