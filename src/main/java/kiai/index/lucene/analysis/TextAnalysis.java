package kiai.index.lucene.analysis;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/**
 * What the words of a text are, the same for every back end of the index: one that analyses texts
 * itself gets them cut into words already.
 */
public final class TextAnalysis {
  /** Longest beginning of a word that is a term; longer words are terms as a whole too. */
  public static final int LONGEST_PREFIX = 20;

  private static final int LONGEST_TEXT = 4_000; // Lucene refuses single terms above 32 kB

  private static final Analyzer WORDS = analyzer(false);
  private static final Analyzer WITH_WHOLES = words(true, false);

  private TextAnalysis() {}

  /** Words in lower case without accents, CJK as bigrams; with prefixes when indexing. */
  public static Analyzer analyzer(boolean withPrefixes) {
    return words(withPrefixes, withPrefixes);
  }

  private static Analyzer words(boolean withWholes, boolean withPrefixes) {
    return new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) {
        Tokenizer words = new StandardTokenizer();
        TokenStream stream = new CJKWidthFilter(words);
        stream = new LowerCaseFilter(stream);
        stream = new JoinedWords(stream, withWholes);
        stream = new CJKBigramFilter(stream);
        stream = new ASCIIFoldingFilter(stream);
        if (withPrefixes) {
          stream = new EdgeNGramTokenFilter(stream, 1, LONGEST_PREFIX, true);
        }
        return new TokenStreamComponents(words, stream);
      }
    };
  }

  /** The words of a text, with a space between each. */
  public static String words(String text) {
    return String.join(" ", terms(text));
  }

  /** The words of a text as the index knows them. */
  public static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    forEach(WORDS, text, (term, _) -> terms.add(term));
    return terms;
  }

  /**
   * The words of a text as an index stores them, without their beginnings.
   *
   * @param inOrder as in {@link #terms}
   * @param wholes further words that stand at the place of one of these, such as "koshi" for
   *     "K.O.shi"
   */
  public record IndexedWords(List<String> inOrder, List<String> wholes) {}

  /** The words of a text as an index stores them. */
  public static IndexedWords indexed(String text) {
    IndexedWords words = new IndexedWords(new ArrayList<>(), new ArrayList<>());
    forEach(
        WITH_WHOLES, text, (term, step) -> (step > 0 ? words.inOrder() : words.wholes()).add(term));
    return words;
  }

  private interface TermVisitor {
    void visit(String term, int step);
  }

  private static void forEach(Analyzer analyzer, String text, TermVisitor visitor) {
    try (TokenStream stream = analyzer.tokenStream("text", new StringReader(text))) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      PositionIncrementAttribute step = stream.addAttribute(PositionIncrementAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        visitor.visit(term.toString(), step.getPositionIncrement());
      }
      stream.end();
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory can be read", e);
    }
  }

  /**
   * What a text has of signs: each symbol such as ☆, and a text without any word, such as ???, as a
   * whole.
   */
  public static Set<String> signs(String text) {
    Set<String> signs = new LinkedHashSet<>();
    if (!text.isBlank() && terms(text).isEmpty()) {
      signs.add(sign(text));
    }
    text.codePoints()
        .filter(c ->
            switch (Character.getType(c)) {
              case Character.OTHER_SYMBOL, Character.MATH_SYMBOL -> true;
              default -> false;
            })
        .mapToObj(Character::toString)
        .forEach(signs::add);
    return signs;
  }

  /** A text of signs as a term. */
  public static String sign(String text) {
    return clip(text.strip().replaceAll("\\s+", " "));
  }

  /** A text short enough to be a term; nobody searches for more than this. */
  public static String clip(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }
}
