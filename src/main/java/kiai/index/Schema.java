package kiai.index;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;

/** Names of the fields and how they are stored. */
public final class Schema {
  /** Changes with the meaning of any field; an index of another version is rebuilt. */
  public static final int VERSION = 3;

  /** Kind of document: {@link #MAP}, {@link #WINDOW} or {@link #FILE}. */
  public static final String TYPE = "type";

  public static final String MAP = "map";
  public static final String WINDOW = "window";
  public static final String FILE = "file";

  /** Identity of a map; on every document of its block, and on the files that hold it. */
  public static final String MD5 = "md5";

  /** The same of a map as 16 bytes, to be read for all maps at once. */
  public static final String MD5_BYTES = "md5_bytes";

  /** The whole record of a map as JSON, stored. */
  public static final String RECORD = "record";

  public static final String BEATMAP_ID = "beatmap_id";
  public static final String SET_ID = "set_id";

  /** What makes maps one set: the set id, else artist, title and creator. */
  public static final String SET_KEY = "set_key";

  public static final String MODE = "mode";
  public static final String STATUS = "status";
  public static final String TAG = "tag";
  public static final String TITLE = "title";
  public static final String ARTIST = "artist";
  public static final String CREATOR = "creator";
  public static final String DIFFICULTY_NAME = "version";
  public static final String SOURCE = "source";
  public static final String TAG_TEXT = "tag_text";

  /** Whole names as they are written, for suggestions. */
  public static final String TITLE_NAME = "title_name";

  public static final String ARTIST_NAME = "artist_name";
  public static final String CREATOR_NAME = "creator_name";

  /** Whole words of all text fields, without their prefixes: what spelling is checked against. */
  public static final String SPELLING = "spelling";

  public static final String DERIVED_TAG = "derived_tag";
  public static final String COLLECTION = "collection";
  public static final String GENRE = "genre";
  public static final String LANGUAGE = "language";
  public static final String MAPPER_ID = "mapper_id";
  public static final String FAVOURITES = "favourites";
  public static final String PLAYS = "plays";

  /** {@link #YES} or {@link #NO}. */
  public static final String OWNED = "owned";

  /** {@link #YES} or {@link #NO}; missing when nobody knows. */
  public static final String PLAYED = "played";

  public static final String YES = "yes";
  public static final String NO = "no";

  /** Days since 1970. */
  public static final String SUBMITTED = "submitted";

  public static final String RANKED = "ranked";
  public static final String UPDATED = "updated";
  public static final String LAST_PLAYED = "last_played";

  /** The table that a map was imported from. */
  public static final String IMPORTED_FROM = "imported_from";

  public static final String STARS = "stars";
  public static final String STARS_DOUBLE_TIME = "stars_dt";
  public static final String STARS_HALF_TIME = "stars_ht";
  public static final String YEAR = "year";
  public static final String BPM = "bpm";
  public static final String LENGTH = "length";
  public static final String AR = "ar";
  public static final String CS = "cs";
  public static final String OD = "od";
  public static final String HP = "hp";
  public static final String KEYS = "keys";
  public static final String LONG_NOTE_PERCENT = "ln";
  public static final String CIRCLES = "circles";
  public static final String SLIDERS = "sliders";
  public static final String SPINNERS = "spinners";
  public static final String OBJECTS = "objects";

  /** Prefix of the fields with the shares of patterns, such as {@code pattern_jumps}. */
  public static final String PATTERN_PREFIX = "pattern_";

  public static final String MAP_VECTOR = "map_vector";
  public static final String WINDOW_VECTOR = "window_vector";
  public static final String WINDOW_START = "window_start";

  /** All window vectors of a map, for late interaction. */
  public static final String WINDOW_VECTORS = "window_vectors";

  /** Whether the map's song went into its vectors. */
  public static final String HEARD = "heard";

  /** Path of a source file. */
  public static final String FILE_PATH = "file_path";

  /** What a source file held, as JSON, stored. */
  public static final String FILE_STATE = "file_state";

  /** Text fields, with how much a match in each counts. */
  public static final Map<String, Float> TEXT_WEIGHTS =
      Map.of(
          TITLE, 3f, ARTIST, 2f, CREATOR, 2f, DIFFICULTY_NAME, 1.5f, SOURCE, 1.2f, TAG_TEXT, 0.7f);

  private static final int HNSW_CONNECTIONS = 16;
  private static final int HNSW_BEAM = 100;

  /** Longest beginning of a word that is a term; longer words are terms as a whole too. */
  public static final int LONGEST_PREFIX = 20;

  /** Fields with the words of a whole text as one term, by the text's field. */
  public static final String WHOLE_SUFFIX = "_whole";

  /** Artist and title together; only as a whole. */
  public static final String PASTED = "pasted";

  private static final Analyzer WORDS = analyzer(false);

  private Schema() {}

  /** The analyzer of an index that is written. */
  static Analyzer indexAnalyzer() {
    return new PerFieldAnalyzerWrapper(analyzer(true), Map.of(SPELLING, analyzer(false)));
  }

  /** Words in lower case without accents, CJK as bigrams; with prefixes when indexing. */
  public static Analyzer analyzer(boolean withPrefixes) {
    return new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) {
        Tokenizer words = new StandardTokenizer();
        TokenStream stream = new CJKWidthFilter(words);
        stream = new LowerCaseFilter(stream);
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

  /** Lucene's codec with our vector format. */
  static Lucene104Codec codec() {
    return new Lucene104Codec() {
      @Override
      public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
        return new Lucene99HnswVectorsFormat(HNSW_CONNECTIONS, HNSW_BEAM);
      }
    };
  }
}
