package kiai.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import kiai.index.Schema;
import kiai.search.language.ParsedQuery;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;

/**
 * Scores maps for a text: the metadata tower, the words, and each wish give a part from 0 to 1;
 * their weighted mean, or their reciprocal ranks, order the hits.
 */
final class TextRanking {
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
  TextRanking(ParsedQuery query, float[] wanted, TextWeights weights, Deadline deadline) {
    this.query = query;
    this.wanted = wanted;
    this.weights = weights;
    this.deadline = deadline;
  }

  /** True when nothing tells one match from another. */
  boolean isSilent() {
    return wanted == null
        && query.wishes().isEmpty()
        && query.words().isEmpty()
        && query.likelyWords().isEmpty();
  }

  /** One part of the score over all documents. */
  @SuppressWarnings("ArrayRecordComponent") // columns on their way through
  private record Part(String name, double weight, double[] values) {}

  @SuppressWarnings("ArrayRecordComponent") // columns on their way through
  private record Parts(int[] docs, List<Part> parts) {}

  /**
   * Scored documents.
   *
   * @param explainer says of each what its score is made of
   */
  record Result(List<Ranking.Scored> scored, Ranking.Explainer explainer) {}

  /** Scores what a query matches. */
  Result score(IndexSearcher searcher, Query visited) throws IOException {
    Parts parts = parts(searcher, visited);
    double[] scores = weights.reciprocalRanks() ? ranked(parts) : summed(parts);
    List<Ranking.Scored> scored = new ArrayList<>(parts.docs().length);
    for (int i = 0; i < parts.docs().length; i++) {
      scored.add(new Ranking.Scored(parts.docs()[i], scores[i]));
    }
    return new Result(scored, explainer(parts));
  }

  private static double[] summed(Parts parts) {
    double[] scores = new double[parts.docs().length];
    double weights = parts.parts().stream().mapToDouble(Part::weight).sum();
    for (Part part : parts.parts()) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] += part.weight() * part.values()[i] / weights;
      }
    }
    return scores;
  }

  /** A document without a part, such as one without the words, has no rank in it. */
  private static double[] ranked(Parts parts) {
    double[] scores = new double[parts.docs().length];
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

  private Parts parts(IndexSearcher searcher, Query visited) throws IOException {
    List<double[]> rows = new ArrayList<>();
    List<Integer> docs = new ArrayList<>();
    boolean lexical = !query.words().isEmpty() || !query.likelyWords().isEmpty();
    ParsedQuery.Wishes wishes = query.wishes();
    int tower = wanted == null ? 0 : 1;
    int ranges = tower + wishes.ranges().size();
    int kinds = ranges + wishes.wanted().size();
    int mode = kinds + wishes.unwanted().size();
    boolean usual = !wishes.wanted().isEmpty();
    int ordinary = mode + (wishes.mode() == null ? 0 : 1);
    int columns = ordinary + (usual ? 1 : 0);
    List<String> likely = wishes.mode() == null ? List.of() : List.of(wishes.mode());
    Matches.visit(
        searcher,
        visited,
        lexical,
        deadline,
        (doc, words, values) -> {
          double[] row = new double[columns + (lexical ? 1 : 0)];
          if (wanted != null) {
            row[0] = values.cosine(wanted);
          }
          for (int i = 0; i < wishes.ranges().size(); i++) {
            ParsedQuery.NumberWish wish = wishes.ranges().get(i);
            double number = wish.whole() ? values.whole(wish.field()) : values.number(wish.field());
            row[tower + i] = Double.isNaN(number) ? 0 : wish.fit(number);
          }
          for (int i = 0; i < wishes.wanted().size(); i++) {
            row[ranges + i] = KindFit.much(wishes.wanted().get(i), values);
          }
          for (int i = 0; i < wishes.unwanted().size(); i++) {
            row[kinds + i] = KindFit.little(wishes.unwanted().get(i), values);
          }
          if (wishes.mode() != null) {
            row[mode] = values.hasAny(Schema.MODE, likely) ? 1 : 0;
          }
          if (usual) {
            row[ordinary] = usual(values);
          }
          if (lexical) {
            row[columns] = words;
          }
          docs.add(doc);
          rows.add(row);
        });
    List<Part> parts = new ArrayList<>();
    if (wanted != null) {
      parts.add(new Part("metadata", weights.tower(), spread(column(rows, 0))));
    }
    for (int i = 0; i < wishes.ranges().size(); i++) {
      parts.add(new Part(wishes.ranges().get(i).name(), weights.ranges(), column(rows, tower + i)));
    }
    for (int i = 0; i < wishes.wanted().size(); i++) {
      parts.add(new Part(wishes.wanted().get(i).name(), weights.kinds(), column(rows, ranges + i)));
    }
    for (int i = 0; i < wishes.unwanted().size(); i++) {
      parts.add(
          new Part(
              "few " + wishes.unwanted().get(i).name(), weights.kinds(), column(rows, kinds + i)));
    }
    if (wishes.mode() != null) {
      parts.add(new Part("mode", MODE_WEIGHT * weights.kinds(), column(rows, mode)));
    }
    if (usual) {
      parts.add(new Part("usual", weights.kinds(), column(rows, ordinary)));
    }
    if (lexical) {
      parts.add(new Part("words", weights.words(), ofBest(column(rows, columns))));
    }
    if (parts.isEmpty()) {
      double[] even = new double[rows.size()];
      Arrays.fill(even, 0.5);
      parts.add(new Part("match", 1, even));
    }
    return new Parts(docs.stream().mapToInt(Integer::intValue).toArray(), parts);
  }

  /**
   * Whether a map is one that people play: rated, not above what anybody passes, longer than a few
   * seconds. Shares of patterns alone find experiments first.
   */
  private static double usual(Matches.Values values) throws IOException {
    double stars = values.number(Schema.STARS);
    double length = values.number(Schema.LENGTH);
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
    return (doc, _, node) -> {
      ObjectNode shown = node.putObject("parts");
      int row = Arrays.binarySearch(parts.docs(), doc); // they were visited in their order
      for (Part part : parts.parts()) {
        shown
            .putObject(part.name())
            .put("score", Math.rint(part.values()[row] * 1e4) / 1e4)
            .put("weight", part.weight());
      }
    };
  }

  /** What filters and words of a query match, with the words' scores. */
  static Query matches(ParsedQuery query, List<Query> further) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    all.add(MapFinder.maps(), Occur.FILTER);
    query.filters().forEach(filter -> all.add(filter, Occur.FILTER));
    further.forEach(filter -> all.add(filter, Occur.FILTER));
    query.words().forEach(word -> all.add(word, Occur.MUST));
    query.likelyWords().forEach(word -> all.add(word, Occur.SHOULD));
    return all.build();
  }

  /** What either of two queries matches; the first one's scores count. */
  static Query either(Query scored, Query other) {
    return new BooleanQuery.Builder()
        .add(scored, Occur.SHOULD)
        .add(new BoostQuery(other, 0), Occur.SHOULD)
        .build();
  }

  /** The same, of some documents only. */
  static Query only(Query matches, Set<Integer> docs) {
    return new BooleanQuery.Builder()
        .add(matches, Occur.MUST)
        .add(new DocSetQuery(docs), Occur.FILTER)
        .build();
  }
}
