package kiai.query.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kiai.query.Condition;
import kiai.query.IndexVocabulary;
import kiai.query.filter.TextFilters;
import kiai.query.filter.Token;
import kiai.query.lexicon.Lexicon;

/**
 * What should not be there, where it is no pattern: {@code without sotarks}, {@code jumps but no tv
 * size}, {@code not by sotarks}. The words that follow are denied as a phrase, up to the next one
 * that means something else. A "no" at the beginning belongs to a title.
 */
final class ExclusionRule implements Rule {
  private static final Set<String> ALWAYS = Set.of("without", "except", "excluding");
  private static final Set<String> AFTER_OTHERS = Set.of("no", "not");
  private static final int LONGEST = 3; // words

  private final IndexVocabulary names;
  private final TextFilters texts;

  ExclusionRule(IndexVocabulary names, TextFilters texts) {
    this.names = names;
    this.texts = texts;
  }

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    String word = Rule.wordAt(pieces, at);
    boolean denies =
        ALWAYS.contains(word)
            || (AFTER_OTHERS.contains(word)
                && (reading.hasBegun() || Rule.wordAt(pieces, at + 1).equals("by")));
    if (!denies) {
      return 0;
    }
    int first = Rule.wordAt(pieces, at + 1).equals("by") ? at + 2 : at + 1;
    List<String> denied = new ArrayList<>();
    int end = first;
    while (end < pieces.size() && denied.size() < LONGEST && belongs(pieces, end, denied)) {
      denied.add(pieces.get(end).value());
      end++;
    }
    if (denied.isEmpty()) {
      return 0;
    }
    String phrase = String.join(" ", denied);
    Optional<IndexVocabulary.Name> name = names.named(phrase);
    texts
        .anywhere(name.map(IndexVocabulary.Name::text).orElse(phrase))
        .ifPresent(words ->
            reading.filter(
                QueryParse.Span.of(pieces, at, first - at + denied.size()),
                Condition.not(words),
                "not " + phrase));
    return end - at;
  }

  private boolean belongs(List<Token> pieces, int at, List<String> denied) {
    Token piece = pieces.get(at);
    String word = piece.lower();
    boolean plain =
        piece.isWord()
            && !piece.exclude()
            && !Lexicon.isFiller(word)
            && Lexicon.pattern(word).isEmpty()
            && Lexicon.difficulty(word).isEmpty()
            && Lexicon.mode(word).isEmpty()
            && !word.matches("\\d.*");
    // A whole name is one thing; what follows it is another.
    return plain && (denied.isEmpty() || names.named(String.join(" ", denied)).isEmpty());
  }
}
