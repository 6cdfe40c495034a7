package kiai.search.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kiai.index.IndexSnapshot;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.ParsedQuery;
import kiai.query.PatternTerm;

/**
 * What of a question an index can answer: without plain words that none of its maps has, and with
 * the names of patterns in place of those that nothing measures.
 *
 * @param query the question that is answered
 * @param hints what was left out and why, one sentence each
 */
public record AnswerableQuery(ParsedQuery query, List<String> hints) {
  /** Looks at a question. */
  public static AnswerableQuery of(IndexSnapshot index, ParsedQuery asked) throws IOException {
    List<String> hints = new ArrayList<>();
    ParsedQuery query = raised(index, known(index, asked), hints);
    return new AnswerableQuery(query, List.copyOf(hints));
  }

  /**
   * The question as far as patterns can be told. One that nothing measures, and nothing else beside
   * it, leaves the words: maps that have it in their names.
   */
  private static ParsedQuery known(IndexSnapshot index, ParsedQuery query) throws IOException {
    List<PatternTerm> known = new ArrayList<>();
    List<Condition> unknown = new ArrayList<>();
    for (PatternTerm term : query.preferences().wanted()) {
      if (MissingFieldHints.isUnknown(index, term)) {
        unknown.add(new Condition.Text(MapFields.texts(), term.name(), Condition.Match.PHRASE));
      } else {
        known.add(term);
      }
    }
    boolean alone =
        known.isEmpty()
            && query.matching().filters().isEmpty()
            && query.preferences().ranges().isEmpty()
            && query.preferences().unwanted().isEmpty();
    return unknown.isEmpty() || !alone
        ? query // a pattern that no map has counts as missing in each
        : query.wanting(known).matching(query.matching().demanding(unknown));
  }

  /**
   * Drops plain words that no map has of those that meet everything else. In an order that the text
   * names nothing raises a map, so that the others must be there.
   */
  private static ParsedQuery raised(IndexSnapshot index, ParsedQuery query, List<String> hints)
      throws IOException {
    ParsedQuery.Matching matching = query.matching();
    if (saysNothingElse(query)) {
      // Words that usually say nothing: meant where maps have all of them.
      ParsedQuery.Matching all = matching.demanding(conditions(matching.raising()));
      if (index.count(all.condition()) > 0) {
        return query.matching(all);
      }
      hints.add("nothing in this text says what to look for: try 5 star jumps, or a title");
      return query.matching(matching.raisedBy(List.of()));
    }
    List<ParsedQuery.Word> kept = new ArrayList<>();
    for (ParsedQuery.Word word : matching.raising()) {
      if (index.count(matching.and(word)) > 0) {
        kept.add(word);
      } else {
        hints.add("'%s' is in no map that is left; shown without it".formatted(word.shown()));
      }
    }
    return query.matching(
        query.order() == null ? matching.raisedBy(kept) : matching.demanding(conditions(kept)));
  }

  private static List<Condition> conditions(List<ParsedQuery.Word> words) {
    return words.stream().map(ParsedQuery.Word::condition).toList();
  }

  private static boolean saysNothingElse(ParsedQuery query) {
    return !query.matching().raising().isEmpty()
        && query.matching().filters().isEmpty()
        && query.matching().words().isEmpty()
        && query.preferences().isEmpty()
        && query.order() == null;
  }
}
