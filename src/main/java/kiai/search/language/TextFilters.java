package kiai.search.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kiai.index.Schema;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Filters on names, words and fixed values. */
final class TextFilters {
  private static final float BETWEEN_FIELDS = 0.1f; // a match in a second field counts this much

  private TextFilters() {}

  /** The words of a text as the index knows them. */
  static List<String> terms(String text) {
    return Schema.terms(text);
  }

  /** A text that must be the whole of a field, in any case; empty when it has no words. */
  static Optional<Query> whole(String field, String text) {
    String words = Schema.words(text);
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(new TermQuery(new Term(field + Schema.WHOLE_SUFFIX, words)));
  }

  /** A text that must be the whole of some field. */
  static Optional<Query> wholeAnywhere(String text) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    Schema.TEXT_WEIGHTS
        .keySet()
        .forEach(field -> whole(field, text).ifPresent(q -> any.add(q, Occur.SHOULD)));
    return terms(text).isEmpty() ? Optional.empty() : Optional.of(any.build());
  }

  /** A value that must be the whole of a keyword field. */
  static Optional<Query> exact(String field, Operator operator, String value) {
    return operator.isEquality() && !value.isBlank()
        ? Optional.of(KeywordField.newExactQuery(field, value.strip()))
        : Optional.empty();
  }

  static Optional<Query> yesOrNo(String field, Operator operator, String value) {
    if (!operator.isEquality()) {
      return Optional.empty();
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "y", "yes", "true" -> Optional.of(KeywordField.newExactQuery(field, Schema.YES));
      // Who never said that a map was played has not played it.
      case "0", "n", "no", "false" ->
          Optional.of(Filters.not(KeywordField.newExactQuery(field, Schema.YES)));
      default -> Optional.empty();
    };
  }

  /** Words in one field; in order and side by side when quoted. */
  static Optional<Query> words(
      String field, Operator operator, String value, boolean quoted, boolean whole) {
    if (whole) {
      return operator.isEquality() ? whole(field, value) : Optional.empty();
    }
    List<String> terms = terms(value);
    return operator.isEquality() && !terms.isEmpty()
        ? Optional.of(inField(field, terms, quoted))
        : Optional.empty();
  }

  private static Query inField(String field, List<String> words, boolean phrase) {
    // Of longer words the beginning is a term.
    List<String> terms =
        words.stream()
            .map(
                w -> w.length() > Schema.LONGEST_PREFIX ? w.substring(0, Schema.LONGEST_PREFIX) : w)
            .toList();
    if (terms.size() == 1) {
      return new TermQuery(new Term(field, terms.getFirst()));
    }
    if (phrase) {
      return new PhraseQuery(field, terms.toArray(String[]::new));
    }
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    terms.forEach(term -> all.add(new TermQuery(new Term(field, term)), Occur.MUST));
    return all.build();
  }

  /** Words or a phrase in any text field; empty when the text has no words. */
  static Optional<Query> anywhere(String text, boolean phrase) {
    List<String> terms = terms(text);
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    List<Query> fields = new ArrayList<>();
    Schema.TEXT_WEIGHTS.forEach(
        (field, weight) -> fields.add(new BoostQuery(inField(field, terms, phrase), weight)));
    return Optional.of(new DisjunctionMaxQuery(fields, BETWEEN_FIELDS));
  }

  /** A status by the beginning of its name; several with commas. */
  static Optional<Query> status(Operator operator, String value) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    int known = 0;
    for (String part : value.toLowerCase(Locale.ROOT).split(",", -1)) {
      for (String name : Lexicon.STATUSES) {
        if (!part.isEmpty() && name.startsWith(part)) {
          any.add(KeywordField.newExactQuery(Schema.STATUS, name), Occur.SHOULD);
          known++;
        }
      }
    }
    return known == 0 || !operator.isEquality() ? Optional.empty() : Optional.of(any.build());
  }

  /** What people tagged a map, or what its patterns suggest. */
  static Optional<Query> tag(Operator operator, String value, boolean quoted) {
    String name = value.replace("\"", "").strip();
    if (name.isEmpty() || !operator.isEquality()) {
      return Optional.empty();
    }
    List<String> named = Lexicon.tagsNamed(name);
    BooleanQuery.Builder either = new BooleanQuery.Builder();
    for (String field : List.of(Schema.TAG, Schema.DERIVED_TAG)) {
      if (named.isEmpty()) {
        either.add(
            quoted
                ? KeywordField.newExactQuery(field, name)
                : new PrefixQuery(new Term(field, name)),
            Occur.SHOULD);
      }
      for (String tag : named) {
        either.add(KeywordField.newExactQuery(field, tag), Occur.SHOULD);
      }
    }
    return Optional.of(either.build());
  }
}
