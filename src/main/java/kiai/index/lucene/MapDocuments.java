package kiai.index.lucene;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import kiai.embeddings.MapEmbedding;
import kiai.index.FileState;
import kiai.index.lucene.analysis.TextAnalysis;
import kiai.json.stored.StoredJson;
import kiai.map.MapContent;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.query.Condition.Keyword;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.LateInteractionField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/** Maps and source files as Lucene documents, and stored documents back as records. */
final class MapDocuments {
  private static final int MD5_LENGTH = 16; // bytes
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  /** Which words there are and in how many maps; not where. */
  private static final FieldType WORDS_ONLY = wordsOnly();

  private MapDocuments() {}

  private static FieldType wordsOnly() {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setOmitNorms(true);
    type.setIndexOptions(IndexOptions.DOCS);
    type.freeze();
    return type;
  }

  /** The windows of a map, then the map itself: a block that Lucene replaces as one. */
  static List<Document> block(MapRecord record, MapEmbedding embedding) {
    List<Document> block = new ArrayList<>();
    for (int i = 0; i < embedding.windows().length; i++) {
      Document window = new Document();
      // A plain term: doc values of the block's children would only cost space.
      window.add(new StringField(LuceneSchema.TYPE, LuceneSchema.WINDOW, Store.NO));
      window.add(new StringField(LuceneSchema.MD5, record.md5(), Store.YES));
      window.add(new NumericDocValuesField(LuceneSchema.WINDOW_START, embedding.startMs()[i]));
      window.add(new StoredField(LuceneSchema.WINDOW_START, embedding.startMs()[i]));
      window.add(
          new KnnFloatVectorField(
              LuceneSchema.WINDOW_VECTOR,
              embedding.windows()[i],
              VectorSimilarityFunction.DOT_PRODUCT));
      block.add(window);
    }
    block.add(map(record, embedding));
    return block;
  }

  private static Document map(MapRecord record, MapEmbedding embedding) {
    Document map = new Document();
    map.add(new StringField(LuceneSchema.TYPE, LuceneSchema.MAP, Store.NO));
    map.add(new StringField(LuceneSchema.MD5, record.md5(), Store.YES));
    map.add(new BinaryDocValuesField(LuceneSchema.MD5_BYTES, new BytesRef(md5Bytes(record.md5()))));
    map.add(new StoredField(LuceneSchema.RECORD, StoredJson.write(record)));
    map.add(new Field(LuceneSchema.SPELLING, spelling(record), WORDS_ONLY));
    for (MapField field : MapFields.all()) {
      add(map, field, record);
    }
    flag(map, MapFields.AUDIO_EMBEDDED, embedding.audioEmbedded());
    if (embedding.map().length > 0) {
      map.add(
          new KnnFloatVectorField(
              LuceneSchema.MAP_VECTOR, embedding.map(), VectorSimilarityFunction.DOT_PRODUCT));
    }
    if (embedding.labels().length > 0) {
      map.add(
          new BinaryDocValuesField(
              LuceneSchema.LABEL_PROFILE, HalfFloats.encode(embedding.labels())));
    }
    if (embedding.windows().length > 0) {
      map.add(new LateInteractionField(LuceneSchema.WINDOW_VECTORS, embedding.windows()));
    }
    return map;
  }

  private static void add(Document map, MapField field, MapRecord record) {
    Object value = field.type() == null ? null : field.value(record);
    if (value == null) {
      return;
    }
    switch (field.type()) {
      case REAL -> map.add(new DoubleField(field.name(), ((Number) value).doubleValue(), Store.NO));
      case WHOLE -> map.add(new IntField(field.name(), whole((Number) value), Store.NO));
      case DAY -> {
        int day = (int) LocalDate.parse((String) value).toEpochDay();
        map.add(new IntField(field.name(), day, Store.NO));
      }
      case FLAG -> flag(map, field, (Boolean) value);
      case KEYWORD -> texts(value).forEach(text -> keyword(map, field.name(), text));
      case TEXT -> {
        for (String text : texts(value)) {
          map.add(new TextField(field.name(), TextAnalysis.clip(text), Store.NO));
          wholeText(map, field, text);
          for (String sign : TextAnalysis.signs(text)) {
            map.add(new StringField(field.name() + LuceneSchema.SIGNS_SUFFIX, sign, Store.NO));
          }
        }
        if (field.isSuggested()) {
          texts(value).stream()
              .limit(1)
              .filter(name -> !name.isBlank())
              .forEach(name -> keyword(map, field.name() + LuceneSchema.NAME_SUFFIX, name));
        }
      }
      case WHOLE_TEXT -> texts(value).forEach(text -> wholeText(map, field, text));
    }
  }

  private static int whole(Number value) {
    return Math.clamp(value.longValue(), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static List<String> texts(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String.class::cast).toList()
        : List.of((String) value);
  }

  private static void keyword(Document map, String field, String value) {
    map.add(new KeywordField(field, TextAnalysis.clip(value), Store.NO));
  }

  private static void flag(Document map, MapField field, boolean value) {
    map.add(new KeywordField(field.name(), value ? Keyword.YES : Keyword.NO, Store.NO));
  }

  private static void wholeText(Document map, MapField field, String text) {
    String words = TextAnalysis.words(TextAnalysis.clip(text));
    if (!words.isEmpty()) {
      map.add(new StringField(field.name() + LuceneSchema.WHOLE_SUFFIX, words, Store.NO));
    }
  }

  private static String spelling(MapRecord record) {
    MapContent.Names names = record.content().names();
    return TextAnalysis.clip(
        String.join(
            " ",
            names.title(),
            names.artist(),
            names.creator(),
            names.version(),
            names.source(),
            names.mapperTags()));
  }

  /** The MD5 of a map as bytes; ids that are no MD5 become zeros. */
  private static byte[] md5Bytes(String md5) {
    return MD5.matcher(md5).matches() ? HexFormat.of().parseHex(md5) : new byte[MD5_LENGTH];
  }

  /** The record of a stored document. */
  static MapRecord record(Document stored) throws IOException {
    BytesRef bytes = stored.getBinaryValue(LuceneSchema.RECORD);
    return StoredJson.readMap(bytes.bytes, bytes.offset, bytes.length);
  }

  /** A source file. */
  static Document file(FileState state) {
    Document document = new Document();
    document.add(new StringField(LuceneSchema.TYPE, LuceneSchema.FILE, Store.NO));
    document.add(
        new StringField(LuceneSchema.FILE_PATH, LuceneSchema.pathKey(state.path()), Store.NO));
    for (FileState.MapEntry map : state.maps()) {
      document.add(new KeywordField(LuceneSchema.FILE_MD5, map.md5(), Store.NO));
    }
    document.add(new StoredField(LuceneSchema.FILE_STATE, StoredJson.write(state)));
    if (!state.rows().isEmpty()) {
      document.add(new StoredField(LuceneSchema.FILE_ROWS, String.join("\n", state.rows())));
    }
    return document;
  }

  /** A stored source file; with the rows of a table when they were loaded. */
  static FileState fileState(Document stored) throws IOException {
    BytesRef bytes = stored.getBinaryValue(LuceneSchema.FILE_STATE);
    FileState state = StoredJson.readFile(bytes.bytes, bytes.offset, bytes.length);
    String rows = stored.get(LuceneSchema.FILE_ROWS);
    return rows == null
        ? state
        : new FileState(
            state.path(), state.stamp(), state.maps(), rows.lines().toList(), state.skipped());
  }
}
