package kiai.index.lucene;

import java.util.Map;
import kiai.index.lucene.analysis.TextAnalysis;
import kiai.index.lucene.codec.VectorGraphs;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
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

  private static final int LONGEST_PATH = 8_000; // characters of a path that are a term

  private LuceneSchema() {}

  /** All documents of a kind. */
  static Query ofType(String type) {
    return new TermQuery(new Term(TYPE, type));
  }

  /** The analyzer of an index that is written. */
  static Analyzer indexAnalyzer() {
    return new PerFieldAnalyzerWrapper(
        TextAnalysis.analyzer(true), Map.of(SPELLING, TextAnalysis.analyzer(false)));
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
