package kiai.index.lucene;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.index.lucene.codec.VectorGraphs;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * Lucene's side of the schema: documents, fields that only Lucene needs, analysis, vector format.
 * The fields of maps themselves are those of {@link kiai.map.MapFields}.
 *
 * <p>A map is one block of documents: its windows, then the map. A source file is one document.
 */
final class LuceneSchema {
  /** Kind of document: {@link #MAP}, {@link #WINDOW} or {@link #FILE}. */
  static final String TYPE = "type";

  static final String MAP = "map";
  static final String WINDOW = "window";
  static final String FILE = "file";

  /** Identity of a map; on every document of its block. */
  static final String MD5 = "md5";

  /** The same of a map as 16 bytes in a column. */
  static final String MD5_BYTES = "md5_bytes";

  /** The whole record of a map as JSON, stored. */
  static final String RECORD = "record";

  /** Whole words of all text fields, without their prefixes: what spelling is checked against. */
  static final String SPELLING = "spelling";

  static final String MAP_VECTOR = "map_vector";
  static final String WINDOW_VECTOR = "window_vector";
  static final String WINDOW_START = "window_start";

  /** The label profile of a map as {@link HalfFloats}. */
  static final String LABEL_PROFILE = "label_profile";

  /** All window vectors of a map, for late interaction. */
  static final String WINDOW_VECTORS = "window_vectors";

  /** Side files of older schemas have no check-sum. */
  static final int CHECKED_SINCE_SCHEMA = 4;

  /** Path of a source file. */
  static final String FILE_PATH = "file_path";

  /** MD5 sums of the maps in a source file. */
  static final String FILE_MD5 = "file_md5";

  /** What a source file held, as JSON, stored. */
  static final String FILE_STATE = "file_state";

  /** MD5 sums of the rows of a table, one a line; stored apart, since there may be many. */
  static final String FILE_ROWS = "file_rows";

  /** Fields with the words of a whole text as one term, by the text's field. */
  static final String WHOLE_SUFFIX = "_whole";

  /** Fields with whole names as they are written, by the text's field. */
  static final String NAME_SUFFIX = "_name";

  /**
   * Fields with the signs of a text, by the text's field: each symbol such as ☆, and texts without
   * any word, such as ???, as a whole.
   */
  static final String SIGNS_SUFFIX = "_signs";

  /** Longest beginning of a word that is a term; longer words are terms as a whole too. */
  static final int LONGEST_PREFIX = 20;

  private static final int LONGEST_TEXT = 4_000; // Lucene refuses single terms above 32 kB

  private static final int LONGEST_PATH = 8_000; // characters of a path that are a term

  private static final Analyzer WORDS = analyzer(false);

  private LuceneSchema() {}

  /** All documents of a kind. */
  static Query ofType(String type) {
    return new TermQuery(new Term(TYPE, type));
  }

  /** The analyzer of an index that is written. */
  static Analyzer indexAnalyzer() {
    return new PerFieldAnalyzerWrapper(analyzer(true), Map.of(SPELLING, analyzer(false)));
  }

  /** Words in lower case without accents, CJK as bigrams; with prefixes when indexing. */
  static Analyzer analyzer(boolean withPrefixes) {
    return new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) {
        Tokenizer words = new StandardTokenizer();
        TokenStream stream = new CJKWidthFilter(words);
        stream = new LowerCaseFilter(stream);
        stream = new JoinedWords(stream, withPrefixes);
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
  static String words(String text) {
    return String.join(" ", terms(text));
  }

  /** The words of a text as the index knows them. */
  static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    try (TokenStream stream = WORDS.tokenStream("text", new StringReader(text))) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        terms.add(term.toString());
      }
      stream.end();
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory can be read", e);
    }
    return terms;
  }

  /** What {@link #SIGNS_SUFFIX} holds of a text. */
  static Set<String> signs(String text) {
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
  static String sign(String text) {
    return clip(text.strip().replaceAll("\\s+", " "));
  }

  /** A text short enough to be a term; nobody searches for more than this. */
  static String clip(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  /** A path as a term; terms have a largest length that paths may pass. */
  static String pathKey(String path) {
    return path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH) + path.hashCode();
  }

  /** Lucene's codec with our vector format. */
  static Lucene104Codec codec() {
    KnnVectorsFormat graphs = new VectorGraphs();
    return new Lucene104Codec() {
      @Override
      public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return graphs;
      }
    };
  }
}
