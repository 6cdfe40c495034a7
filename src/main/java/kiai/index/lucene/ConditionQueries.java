package kiai.index.lucene;

import java.util.ArrayList;
import java.util.List;
import kiai.index.lucene.analysis.TextAnalysis;
import kiai.map.MapField;
import kiai.query.Condition;
import kiai.query.Order;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.SortedNumericSortField;
import org.apache.lucene.search.SortedSetSortField;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Lowers conditions and orders to Lucene's queries and sorts: the only place that knows both. */
final class ConditionQueries {
  private static final float BETWEEN_FIELDS = 0.1f; // a match in a second field counts this much

  private ConditionQueries() {}

  /** The maps that meet a condition, with its lexical score. */
  static Query maps(Condition condition) {
    List<Condition> parts =
        condition instanceof Condition.All all ? all.conditions() : List.of(condition);
    BooleanQuery.Builder maps =
        new BooleanQuery.Builder().add(LuceneSchema.ofType(LuceneSchema.MAP), Occur.FILTER);
    parts.forEach(part -> add(maps, part));
    return maps.build();
  }

  /** The query of a condition; it may match other documents than maps. */
  static Query of(Condition condition) {
    return switch (condition) {
      case Condition.All all -> all(all.conditions());
      case Condition.Any any -> any(any.conditions().stream().map(ConditionQueries::of).toList());
      case Condition.Not not ->
          new BooleanQuery.Builder()
              .add(MatchAllDocsQuery.INSTANCE, Occur.MUST)
              .add(of(not.condition()), Occur.MUST_NOT)
              .build();
      case Condition.Everything _ -> MatchAllDocsQuery.INSTANCE;
      case Condition.Range range -> range(range);
      case Condition.Keyword keyword ->
          keyword.prefix()
              ? new PrefixQuery(new Term(keyword.field().name(), keyword.value()))
              : KeywordField.newExactQuery(
                  keyword.field().name(), TextAnalysis.clip(keyword.value()));
      case Condition.Text text -> text(text);
      case Condition.Exists exists -> new FieldExistsQuery(exists.field().name());
      case Condition.Ids ids ->
          new TermInSetQuery(LuceneSchema.MD5, ids.md5s().stream().map(BytesRef::new).toList());
      case Condition.Filter filter -> new BoostQuery(of(filter.condition()), 0);
      case Condition.Should should -> of(should.condition());
      case Condition.Boost boost -> new BoostQuery(of(boost.condition()), (float) boost.factor());
    };
  }

  private static Query all(List<Condition> conditions) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    conditions.forEach(condition -> add(all, condition));
    if (conditions.stream().allMatch(Condition.Should.class::isInstance)) {
      all.add(MatchAllDocsQuery.INSTANCE, Occur.FILTER); // else Lucene would demand one of them
    }
    return all.build();
  }

  private static void add(BooleanQuery.Builder all, Condition condition) {
    switch (condition) {
      case Condition.Filter filter -> all.add(of(filter.condition()), Occur.FILTER);
      case Condition.Should should -> all.add(of(should.condition()), Occur.SHOULD);
      default -> all.add(of(condition), Occur.MUST);
    }
  }

  private static Query any(List<Query> queries) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    queries.forEach(query -> any.add(query, Occur.SHOULD));
    return any.build();
  }

  private static Query range(Condition.Range range) {
    MapField field = range.field();
    return switch (field.type()) {
      case REAL -> DoubleField.newRangeQuery(field.name(), range.low(), range.high());
      case WHOLE, DAY ->
          IntField.newRangeQuery(
              field.name(), (int) Math.ceil(range.low()), (int) Math.floor(range.high()));
      default -> throw new IllegalArgumentException(field + " holds no numbers");
    };
  }

  private static Query text(Condition.Text text) {
    List<String> words = TextAnalysis.terms(text.text());
    if (words.isEmpty()) {
      return signs(text.fields(), TextAnalysis.sign(text.text()));
    }
    return switch (text.match()) {
      case WHOLE -> whole(text.fields(), words);
      case ANY_WORD ->
          any(words.stream().map(word -> words(text.fields(), List.of(word), false)).toList());
      case ALL_WORDS -> words(text.fields(), words, false);
      case PHRASE -> words(text.fields(), words, true);
    };
  }

  private static Query signs(List<MapField> fields, String signs) {
    return any(
        fields.stream()
            .map(field ->
                (Query) new TermQuery(new Term(field.name() + LuceneSchema.SIGNS_SUFFIX, signs)))
            .toList());
  }

  private static Query whole(List<MapField> fields, List<String> words) {
    String text = String.join(" ", words);
    List<Query> whole = new ArrayList<>();
    for (MapField field : fields) {
      whole.add(new TermQuery(new Term(field.name() + LuceneSchema.WHOLE_SUFFIX, text)));
    }
    return whole.size() == 1 ? whole.getFirst() : any(whole);
  }

  /** In one field, or in the best of several, each with its weight. */
  private static Query words(List<MapField> fields, List<String> words, boolean phrase) {
    if (fields.size() == 1) {
      return inField(fields.getFirst(), words, phrase);
    }
    List<Query> each = new ArrayList<>();
    for (MapField field : fields) {
      each.add(new BoostQuery(inField(field, words, phrase), field.textWeight()));
    }
    return new DisjunctionMaxQuery(each, BETWEEN_FIELDS);
  }

  private static Query inField(MapField field, List<String> words, boolean phrase) {
    // Of longer words the beginning is a term.
    int longest = TextAnalysis.LONGEST_PREFIX;
    List<String> terms =
        words.stream().map(w -> w.length() > longest ? w.substring(0, longest) : w).toList();
    if (terms.size() == 1) {
      return new TermQuery(new Term(field.name(), terms.getFirst()));
    }
    if (phrase) {
      return new PhraseQuery(field.name(), terms.toArray(String[]::new));
    }
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    terms.forEach(term -> all.add(new TermQuery(new Term(field.name(), term)), Occur.MUST));
    return all.build();
  }

  /** Lucene's sort of an order: then by set, then by MD5. */
  static Sort sort(Order order) {
    boolean whole = order.field().type() != MapField.Type.REAL;
    Object last =
        whole
            ? (Object) (order.ascending() ? Integer.MAX_VALUE : Integer.MIN_VALUE)
            : (Object) (order.ascending() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
    return new Sort(
        new SortedNumericSortField(
            order.field().name(),
            whole ? SortField.Type.INT : SortField.Type.DOUBLE,
            !order.ascending(),
            SortedNumericSelector.Type.MIN,
            last),
        new SortedSetSortField(kiai.map.MapFields.SET_KEY.name(), false),
        new SortField(LuceneSchema.MD5_BYTES, SortField.Type.STRING_VAL));
  }
}
