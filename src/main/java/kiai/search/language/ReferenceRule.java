package kiai.search.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A map that the hits should play like: {@code like Freedom Dive but harder}, {@code similar to
 * 129891 without streams}. The name goes on until a word that cannot belong to it.
 */
final class ReferenceRule implements Rule {
  private static final Set<String> CHANGES =
      Set.of("harder", "easier", "faster", "slower", "longer", "shorter", "newer", "older");
  private static final Set<String> ENDS =
      Set.of("but", "without", "with", "only", "except", "excluding", "under", "over", "above");
  private static final int LONGEST = 8;

  @Override
  public int read(List<Piece> pieces, int at, Reading reading) {
    String word = Rule.wordAt(pieces, at);
    if (reading.hasReference() && CHANGES.contains(word)) {
      reading.change(Reading.Span.of(pieces.get(at)), word);
      return 1;
    }
    boolean similar = word.equals("similar") && Rule.wordAt(pieces, at + 1).equals("to");
    int name = at + (similar ? 2 : 1);
    if (reading.hasReference() || !(similar || word.equals("like")) || name >= pieces.size()) {
      return 0;
    }
    List<String> words = new ArrayList<>();
    int end = name;
    while (end < pieces.size() && end - name < LONGEST && belongs(pieces, end, name)) {
      words.add(pieces.get(end).value());
      end++;
    }
    if (words.isEmpty()) {
      return 0;
    }
    reading.like(Reading.Span.of(pieces, at, end - at), String.join(" ", words));
    return end - at;
  }

  private static boolean belongs(List<Piece> pieces, int at, int first) {
    Piece piece = pieces.get(at);
    if (piece.exclude() || (at > first && pieces.get(at - 1).text().endsWith(","))) {
      return false;
    }
    return switch (piece.kind()) {
      case PHRASE -> at == first || pieces.get(at - 1).isWord();
      case DIFFICULTY_NAME -> at > first;
      case FILTER -> false;
      case WORD ->
          at == first || !(ENDS.contains(piece.lower()) || CHANGES.contains(piece.lower()));
    };
  }
}
