package kiai.query.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kiai.query.filter.TextFilters;
import kiai.query.filter.Token;
import kiai.query.lexicon.Lexicon;

/**
 * Words outside of the lexicon that stand for one of its phrases, such as those of other languages.
 * Texts of Chinese and Japanese have no spaces: a piece is cut into such words when nothing but
 * particles is left over.
 */
final class Synonyms {
  private static final int LONGEST = 8; // characters of a word within a piece
  private static final int MOST_CUT = 40; // characters of a piece that is cut

  /** Particles, and words for a map. */
  private static final Set<String> NOISE =
      Set.of("の", "な", "が", "を", "は", "と", "に", "的", "和", "多", "图", "圖", "曲", "譜面", "谱面", "地图");

  private Synonyms() {}

  /** Puts phrases of the lexicon in place of the words that stand for them. */
  static void replace(List<Token> pieces, TextFilters texts, QueryParse reading) {
    for (int i = 0; i < pieces.size(); i++) {
      Token piece = pieces.get(i);
      if (piece.isWord()) {
        List<Token> parts = parts(piece, texts);
        for (Token part : parts) {
          reading.correction(part, Lexicon.synonym(part.lower()).orElseThrow());
          texts.anywhere(part.value()).ifPresent(reading::optionalWord);
        }
        if (!parts.isEmpty()) {
          pieces.remove(i);
          pieces.addAll(i, parts.stream().map(Synonyms::meant).toList());
          i += parts.size() - 1;
        }
      }
    }
  }

  private static Token meant(Token part) {
    return part.corrected(Lexicon.synonym(part.lower()).orElseThrow());
  }

  /** The words of a piece that all stand for something; empty when some do not. */
  private static List<Token> parts(Token piece, TextFilters texts) {
    String word = piece.lower();
    if (Lexicon.synonym(word).isPresent()) {
      boolean ascii = word.chars().allMatch(c -> c < 0x80);
      // In our own letters the same word may well be one of a title.
      return ascii && texts.knows(word) ? List.of() : List.of(piece);
    }
    String text = piece.value();
    if (piece.exclude()
        || text.length() > MOST_CUT
        || !text.codePoints().allMatch(Synonyms::isCjk)) {
      return List.of();
    }
    List<Token> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int length = longest(text, at);
      if (length == 0) {
        return List.of();
      }
      if (!NOISE.contains(text.substring(at, at + length))) {
        parts.add(piece.part(at, at + length));
      }
      at += length;
    }
    return parts;
  }

  private static int longest(String text, int at) {
    for (int length = Math.min(LONGEST, text.length() - at); length > 0; length--) {
      String word = text.substring(at, at + length);
      if (NOISE.contains(word) || Lexicon.synonym(word).isPresent()) {
        return length;
      }
    }
    return 0;
  }

  private static boolean isCjk(int character) {
    return switch (Character.UnicodeScript.of(character)) {
      case HAN, HIRAGANA, KATAKANA -> true;
      default -> character == 'ー';
    };
  }
}
