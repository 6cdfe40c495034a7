package kiai.search.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kiai.index.Deadline;
import kiai.index.IndexSnapshot;
import kiai.index.MapCursor;
import kiai.index.MapRef;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.ParsedQuery;
import kiai.query.PatternTerm;
import kiai.query.Preference;
import kiai.query.Preferences;
import kiai.search.answer.Explanation;
import kiai.search.ranking.Ranking;
import kiai.search.ranking.Scored;
import kiai.search.ranking.TextWeights;

/**
 * Scores maps for a text: the metadata tower, the words, and each preference give a part from 0 to
 * 1; their weighted mean, or their reciprocal ranks, order the hits.
 */
public final class TextRanking {
  private static final double MODE_WEIGHT = 0.5; // of a kind's
  private static final double MOST_STARS = 11;
  private static final double UNRATED = 0.3;
  private static final double LEAST_SECONDS = 20;
  private static final double RANK_OFFSET = 60; // Cormack et al. 2009

  private final ParsedQuery query;
  private final float[] wanted;
  private final TextWeights weights;
  private final Deadline deadline;

  /**
   * A ranking.
   *
   * @param wanted the metadata embedding, null when there is none
   */
  public TextRanking(ParsedQuery query, float[] wanted, TextWeights weights, Deadline deadline) {
    this.query = query;
    this.wanted = wanted;
    this.weights = weights;
    this.deadline = deadline;
  }

  /** True when nothing tells one match from another. */
  public boolean isSilent() {
    return wanted == null && query.preferences().isEmpty() && !query.matching().isLexical();
  }

  /** One part of the score over all maps. */
  @SuppressWarnings("ArrayRecordComponent") // columns on their way through
  private record Part(String name, double weight, double[] values) {}

  private record Parts(List<MapRef> maps, List<Part> parts) {}

  /**
   * Scored maps.
   *
   * @param explainer says of each what its score is made of
   */
  public record Result(List<Scored> scored, Ranking.Explainer explainer) {}

  /**
   * Scores the maps that meet a condition.
   *
   * @param candidates only these of them; null for all
   */
  public Result score(
      IndexSnapshot index, Condition matches, Collection<? extends MapRef> candidates)
      throws IOException {
    Parts parts = parts(index, matches, candidates);
    double[] scores = weights.reciprocalRanks() ? ranked(parts) : summed(parts);
    List<Scored> scored = new ArrayList<>(scores.length);
    for (int i = 0; i < scores.length; i++) {
      scored.add(new Scored(parts.maps().get(i), scores[i]));
    }
    return new Result(scored, explainer(parts));
  }

  private static double[] summed(Parts parts) {
    double[] scores = new double[parts.maps().size()];
    double weights = parts.parts().stream().mapToDouble(Part::weight).sum();
    for (Part part : parts.parts()) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] += part.weight() * part.values()[i] / weights;
      }
    }
    return scores;
  }

  /** A map without a part, such as one without the words, has no rank in it. */
  private static double[] ranked(Parts parts) {
    double[] scores = new double[parts.maps().size()];
    double weights = parts.parts().stream().mapToDouble(Part::weight).sum();
    for (Part part : parts.parts()) {
      int[] order =
          IntStream.range(0, scores.length)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> -part.values()[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      int rank = 0;
      for (int place = 0; place < order.length; place++) {
        boolean tied = place > 0 && part.values()[order[place]] == part.values()[order[place - 1]];
        rank = tied ? rank : place;
        if (part.values()[order[place]] > 0) {
          scores[order[place]] +=
              part.weight() / weights * (RANK_OFFSET + 1) / (RANK_OFFSET + 1 + rank);
        }
      }
    }
    return scores;
  }

  /** The columns of the table of parts: which of them there are, and where they begin. */
  private final class Columns {
    private final boolean lexical = query.matching().isLexical();
    private final Preferences preferences = query.preferences();
    private final boolean usual = !preferences.wanted().isEmpty();
    private final int ranges = wanted == null ? 0 : 1;
    private final int patterns = ranges + preferences.ranges().size();
    private final int unwanted = patterns + preferences.wanted().size();
    private final int mode = unwanted + preferences.unwanted().size();
    private final int ordinary = mode + (preferences.mode() == null ? 0 : 1);
    private final int words = ordinary + (usual ? 1 : 0);
    private final List<String> modes =
        preferences.mode() == null ? List.of() : List.of(preferences.mode());

    double[] row(MapCursor map) throws IOException {
      double[] row = new double[words + (lexical ? 1 : 0)];
      if (wanted != null) {
        row[0] = map.cosine(wanted);
      }
      for (int i = 0; i < preferences.ranges().size(); i++) {
        Preference preference = preferences.ranges().get(i);
        double number = map.number(preference.field());
        row[ranges + i] = Double.isNaN(number) ? 0 : preference.fit(number);
      }
      for (int i = 0; i < preferences.wanted().size(); i++) {
        row[patterns + i] = PatternFit.much(preferences.wanted().get(i), map);
      }
      for (int i = 0; i < preferences.unwanted().size(); i++) {
        row[unwanted + i] = PatternFit.little(preferences.unwanted().get(i), map);
      }
      if (preferences.mode() != null) {
        row[mode] = map.hasAny(MapFields.MODE, modes) ? 1 : 0;
      }
      if (usual) {
        row[ordinary] = usual(map);
      }
      if (lexical) {
        row[words] = map.lexicalScore();
      }
      return row;
    }

    List<Part> parts(List<double[]> rows) {
      List<Part> parts = new ArrayList<>();
      if (wanted != null) {
        parts.add(new Part("metadata", weights.tower(), spread(column(rows, 0))));
      }
      for (int i = 0; i < preferences.ranges().size(); i++) {
        String name = preferences.ranges().get(i).name();
        parts.add(new Part(name, weights.ranges(), column(rows, ranges + i)));
      }
      for (int i = 0; i < preferences.wanted().size(); i++) {
        PatternTerm term = preferences.wanted().get(i);
        parts.add(new Part(term.name(), weights.kinds(), column(rows, patterns + i)));
      }
      for (int i = 0; i < preferences.unwanted().size(); i++) {
        PatternTerm term = preferences.unwanted().get(i);
        parts.add(new Part("few " + term.name(), weights.kinds(), column(rows, unwanted + i)));
      }
      if (preferences.mode() != null) {
        parts.add(new Part("mode", MODE_WEIGHT * weights.kinds(), column(rows, mode)));
      }
      if (usual) {
        parts.add(new Part("usual", weights.kinds(), column(rows, ordinary)));
      }
      if (lexical) {
        parts.add(new Part("words", weights.words(), ofBest(column(rows, words))));
      }
      if (parts.isEmpty()) {
        double[] even = new double[rows.size()];
        Arrays.fill(even, 0.5);
        parts.add(new Part("match", 1, even));
      }
      return parts;
    }
  }

  private Parts parts(
      IndexSnapshot index, Condition matches, Collection<? extends MapRef> candidates)
      throws IOException {
    Columns columns = new Columns();
    List<double[]> rows = new ArrayList<>();
    List<MapRef> maps = new ArrayList<>();
    MapCursor.Visitor visitor =
        map -> {
          maps.add(map.ref());
          rows.add(columns.row(map));
        };
    if (candidates == null) {
      index.scan(matches, columns.lexical, deadline, visitor);
    } else {
      index.visit(matches, candidates, columns.lexical, deadline, visitor);
    }
    return new Parts(maps, columns.parts(rows));
  }

  /**
   * Whether a map is one that people play: rated, not above what anybody passes, longer than a few
   * seconds. Shares of patterns alone find experiments first.
   */
  private static double usual(MapCursor map) throws IOException {
    double stars = map.number(MapFields.STARS);
    double length = map.number(MapFields.LENGTH);
    double rated = Double.isNaN(stars) ? UNRATED : Math.min(1, Math.exp((MOST_STARS - stars) / 2));
    return rated * Math.clamp(length / LEAST_SECONDS, 0, 1);
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }

  /** Cosines of a tower lie close together; among candidates the whole range is used. */
  private static double[] spread(double[] values) {
    double low = Arrays.stream(values).min().orElse(0);
    double high = Arrays.stream(values).max().orElse(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = high > low ? (values[i] - low) / (high - low) : 1;
    }
    return values;
  }

  private static double[] ofBest(double[] values) {
    double best = Arrays.stream(values).max().orElse(0);
    for (int i = 0; i < values.length && best > 0; i++) {
      values[i] /= best;
    }
    return values;
  }

  private static Ranking.Explainer explainer(Parts parts) {
    Map<MapRef, Integer> rows = new HashMap<>();
    return (ref, _) -> {
      if (rows.isEmpty()) {
        for (int i = 0; i < parts.maps().size(); i++) {
          rows.put(parts.maps().get(i), i);
        }
      }
      int row = rows.get(ref);
      return new Explanation(
          parts.parts().stream()
              .map(p -> new Explanation.Part(p.name(), p.values()[row], p.weight()))
              .toList(),
          null,
          List.of());
    };
  }
}
