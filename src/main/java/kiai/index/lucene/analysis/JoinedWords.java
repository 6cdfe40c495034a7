package kiai.index.lucene.analysis;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.util.AttributeSource;

/**
 * Cuts words that Unicode's rules keep whole at {@code :}, {@code .} and {@code _}: "Re:Zero" and
 * "love_is" are found by each of their parts. When indexing, the whole without these signs is a
 * word too, so that "K.O.shi" is also "koshi".
 */
final class JoinedWords extends TokenFilter {
  private static final Pattern SIGNS = Pattern.compile("[:._]+");

  private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
  private final PositionIncrementAttribute increment =
      addAttribute(PositionIncrementAttribute.class);
  private final boolean withWhole;
  private final Deque<String> parts = new ArrayDeque<>();
  private String whole;
  private AttributeSource.State state;

  /**
   * Cuts the words of a stream.
   *
   * @param withWhole whether each cut word is a word as a whole too, at the place of its first part
   */
  JoinedWords(TokenStream input, boolean withWhole) {
    super(input);
    this.withWhole = withWhole;
  }

  @Override
  public boolean incrementToken() throws IOException {
    if (whole != null) {
      emit(whole, 0);
      whole = null;
      return true;
    }
    if (!parts.isEmpty()) {
      emit(parts.poll(), 1);
      return true;
    }
    if (!input.incrementToken()) {
      return false;
    }
    String word = term.toString();
    if (!SIGNS.matcher(word).find()) {
      return true;
    }
    for (String part : SIGNS.split(word, -1)) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    if (parts.isEmpty()) {
      return true; // nothing but signs
    }
    state = captureState();
    whole = withWhole && parts.size() > 1 ? String.join("", parts) : null;
    term.setEmpty().append(parts.poll()); // at the place of the word
    return true;
  }

  private void emit(String text, int step) {
    restoreState(state);
    term.setEmpty().append(text);
    increment.setPositionIncrement(step);
  }

  @Override
  public void reset() throws IOException {
    super.reset();
    parts.clear();
    whole = null;
  }
}
