package kiai.search;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kiai.index.Schema;
import kiai.search.language.ParsedQuery;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.SortedNumericSortField;

/**
 * Candidates for a kind of play among very many matches: those that people tagged so, and those
 * with most of its pattern, first within the wished ranges and then anywhere.
 */
final class KindCandidates {
  private static final int OF_A_KIND = 1_000;

  private KindCandidates() {}

  static Set<Integer> of(
      IndexSearcher searcher, Query matches, ParsedQuery.KindWish kind, ParsedQuery.Wishes wishes)
      throws IOException {
    BooleanQuery.Builder within = new BooleanQuery.Builder().add(matches, Occur.FILTER);
    for (ParsedQuery.NumberWish range : wishes.ranges()) {
      within.add(
          range.whole()
              ? IntField.newRangeQuery(range.field(), (int) range.low(), (int) range.high())
              : DoubleField.newRangeQuery(range.field(), range.low(), range.high()),
          Occur.FILTER);
    }
    if (wishes.mode() != null) {
      within.add(KeywordField.newExactQuery(Schema.MODE, wishes.mode()), Occur.FILTER);
    }
    Set<Integer> docs = new HashSet<>();
    for (Query scope : List.of(within.build(), matches)) {
      BooleanQuery.Builder tagged = new BooleanQuery.Builder();
      for (String tag : kind.tags()) {
        tagged.add(KeywordField.newExactQuery(Schema.TAG, tag), Occur.SHOULD);
      }
      Query both =
          new BooleanQuery.Builder()
              .add(scope, Occur.FILTER)
              .add(tagged.build(), Occur.FILTER)
              .build();
      add(docs, searcher.search(both, OF_A_KIND).scoreDocs);
      for (ParsedQuery.Trait trait : kind.traits()) {
        Sort most =
            new Sort(
                new SortedNumericSortField(
                    trait.pattern().equals(Schema.CS)
                        ? Schema.CS
                        : Schema.PATTERN_PREFIX + trait.pattern(),
                    SortField.Type.DOUBLE,
                    !trait.little(),
                    SortedNumericSelector.Type.MIN,
                    trait.little() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY));
        add(docs, searcher.search(scope, OF_A_KIND, most).scoreDocs);
      }
    }
    return docs;
  }

  private static void add(Set<Integer> docs, ScoreDoc[] hits) {
    for (ScoreDoc hit : hits) {
      docs.add(hit.doc);
    }
  }
}
