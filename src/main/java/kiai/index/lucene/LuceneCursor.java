package kiai.index.lucene;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import kiai.index.MapCursor;
import kiai.index.MapRef;
import kiai.map.MapField;
import org.apache.lucene.document.LateInteractionField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.VectorUtil;

/** The columns of one segment at one document, which only moves forward. Not thread-safe. */
final class LuceneCursor implements MapCursor {
  private final LeafReader reader;
  private final int leaf;
  private final KeywordTerms terms;
  private final int docBase;
  private final FloatVectorValues vectors;
  private final KnnVectorValues.DocIndexIterator vectorAt;
  private final BinaryDocValues ids;
  private final BinaryDocValues labels;
  private BinaryDocValues windows;
  private boolean windowsOpened;
  private final Map<MapField, SortedNumericDocValues> numbers = new HashMap<>();
  private final Map<MapField, Keywords> keywords = new HashMap<>();
  private final Map<MapField, Map<List<String>, Wanted>> wanted = new HashMap<>();
  private int doc;
  private float score;

  /** Values that are looked for in a field, by their ordinals. */
  private static final class Wanted {
    private final SortedSetDocValues values;
    private final long[] ordinals;

    Wanted(SortedSetDocValues values, long[] ordinals) {
      this.values = values;
      this.ordinals = ordinals;
    }
  }

  /** A keyword column, and its terms as far as they were read; null for very many. */
  private record Keywords(SortedSetDocValues values, AtomicReferenceArray<String> terms) {
    /** The first term of a document; null when it has none. */
    String first(int doc) throws IOException {
      if (!values.advanceExact(doc)) {
        return null;
      }
      int ordinal = Math.toIntExact(values.nextOrd());
      String term = terms == null ? null : terms.getAcquire(ordinal);
      if (term == null) {
        term = values.lookupOrd(ordinal).utf8ToString();
        if (terms != null) {
          terms.setRelease(ordinal, term);
        }
      }
      return term;
    }
  }

  /**
   * A cursor.
   *
   * @param terms of the commit that the segment is of
   */
  LuceneCursor(LeafReaderContext leaf, KeywordTerms terms) throws IOException {
    this.reader = leaf.reader();
    this.leaf = leaf.ord;
    this.terms = terms;
    this.docBase = leaf.docBase;
    this.ids = reader.getBinaryDocValues(LuceneSchema.MD5_BYTES);
    this.labels = reader.getBinaryDocValues(LuceneSchema.LABEL_PROFILE);
    this.vectors = reader.getFloatVectorValues(LuceneSchema.MAP_VECTOR);
    this.vectorAt = vectors == null ? null : vectors.iterator();
  }

  LuceneCursor at(int newDoc, float newScore) {
    doc = newDoc;
    score = newScore;
    return this;
  }

  @Override
  public MapRef ref() {
    return new DocRef(docBase + doc);
  }

  @Override
  public float lexicalScore() {
    return score;
  }

  @Override
  public byte[] md5() throws IOException {
    if (ids == null || !ids.advanceExact(doc)) {
      return new byte[0];
    }
    BytesRef bytes = ids.binaryValue();
    return Arrays.copyOfRange(bytes.bytes, bytes.offset, bytes.offset + bytes.length);
  }

  @Override
  public float cosine(float[] query) throws IOException {
    if (vectors == null || query.length != vectors.dimension()) {
      return 0;
    }
    int at = vectorAt.docID() < doc ? vectorAt.advance(doc) : vectorAt.docID();
    return at == doc ? VectorUtil.dotProduct(query, vectors.vectorValue(vectorAt.index())) : 0;
  }

  @Override
  public double labelCosine(float[] profile) throws IOException {
    return labels != null && labels.advanceExact(doc)
        ? HalfFloats.dot(labels.binaryValue(), profile)
        : 0;
  }

  @Override
  public float[][] windows() throws IOException {
    if (!windowsOpened) {
      windows = reader.getBinaryDocValues(LuceneSchema.WINDOW_VECTORS);
      windowsOpened = true;
    }
    return windows != null && windows.advanceExact(doc)
        ? LateInteractionField.decode(windows.binaryValue())
        : new float[0][];
  }

  @Override
  public double number(MapField field) throws IOException {
    SortedNumericDocValues values = numbers.get(field);
    if (values == null) {
      values = DocValues.getSortedNumeric(reader, field.name());
      numbers.put(field, values);
    }
    if (!values.advanceExact(doc)) {
      return Double.NaN;
    }
    return field.type() == MapField.Type.REAL
        ? NumericUtils.sortableLongToDouble(values.nextValue())
        : values.nextValue();
  }

  @Override
  public String keyword(MapField field) throws IOException {
    Keywords column = keywords.get(field);
    if (column == null) {
      String name = field.isSuggested() ? field.name() + LuceneSchema.NAME_SUFFIX : field.name();
      SortedSetDocValues values = DocValues.getSortedSet(reader, name);
      column = new Keywords(values, terms.of(leaf, name, values.getValueCount()));
      keywords.put(field, column);
    }
    return column.first(doc);
  }

  @Override
  public boolean hasAny(MapField field, List<String> values) throws IOException {
    Map<List<String>, Wanted> ofField = wanted.computeIfAbsent(field, _ -> new HashMap<>(4));
    Wanted looked = ofField.get(values);
    if (looked == null) {
      looked = wanted(field, values);
      ofField.put(values, looked);
    }
    if (looked.values == null || !looked.values.advanceExact(doc)) {
      return false;
    }
    for (int i = 0; i < looked.values.docValueCount(); i++) {
      if (Arrays.binarySearch(looked.ordinals, looked.values.nextOrd()) >= 0) {
        return true;
      }
    }
    return false;
  }

  private Wanted wanted(MapField field, List<String> values) throws IOException {
    SortedSetDocValues column = reader.getSortedSetDocValues(field.name());
    long[] ordinals = new long[column == null ? 0 : values.size()];
    for (int i = 0; i < ordinals.length; i++) {
      ordinals[i] = Math.max(-1, column.lookupTerm(new BytesRef(values.get(i))));
    }
    Arrays.sort(ordinals);
    return new Wanted(column, ordinals);
  }
}
