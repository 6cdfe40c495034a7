package kiai.index.lucene;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import kiai.index.CandidateRequest;
import kiai.index.Deadline;
import kiai.index.FileState;
import kiai.index.IndexManifest;
import kiai.index.IndexSizes;
import kiai.index.IndexSnapshot;
import kiai.index.MapCursor;
import kiai.index.MapRef;
import kiai.index.NameSuggester;
import kiai.index.lucene.analysis.InMemoryNames;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.query.Condition;
import kiai.query.IndexVocabulary;
import kiai.query.Order;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LateInteractionField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;

/** A snapshot of a generation on disk: one reader of Lucene. */
final class LuceneSnapshot implements IndexSnapshot {
  private static final int VISITS_BETWEEN_LOOKS = 4_096; // at the clock

  private final OpenGeneration opened;
  private final IndexSearcher searcher;

  /** A snapshot that gives its reference to the generation back when it is closed. */
  LuceneSnapshot(OpenGeneration opened) {
    this.opened = opened;
    this.searcher = new IndexSearcher(opened.reader());
  }

  @Override
  public String version() {
    return opened.version();
  }

  @Override
  public IndexManifest manifest() {
    return opened.manifest();
  }

  @Override
  public IndexSizes sizes() throws IOException {
    return new IndexSizes(
        searcher.count(LuceneSchema.ofType(LuceneSchema.MAP)),
        searcher.count(LuceneSchema.ofType(LuceneSchema.WINDOW)),
        searcher.count(LuceneSchema.ofType(LuceneSchema.FILE)),
        opened.reader().leaves().size(),
        opened.bytes(),
        opened.reader().getVersion());
  }

  @Override
  public int count(Condition condition) throws IOException {
    return searcher.count(ConditionQueries.maps(condition));
  }

  @Override
  public List<MapRef> top(Condition condition, Order order, int count) throws IOException {
    return refs(
        searcher.search(ConditionQueries.maps(condition), count, ConditionQueries.sort(order))
            .scoreDocs);
  }

  @Override
  public List<MapRef> best(Condition condition, int count) throws IOException {
    return refs(searcher.search(ConditionQueries.maps(condition), count).scoreDocs);
  }

  private static List<MapRef> refs(ScoreDoc[] hits) {
    List<MapRef> refs = new ArrayList<>(hits.length);
    for (ScoreDoc hit : hits) {
      refs.add(new DocRef(hit.doc));
    }
    return refs;
  }

  @Override
  public Set<MapRef> candidates(CandidateRequest request) throws IOException {
    return VectorCandidates.of(searcher, request);
  }

  @Override
  public int scanLimit() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void scan(
      Condition condition, boolean lexical, Deadline deadline, MapCursor.Visitor visitor)
      throws IOException {
    deadline.check();
    visit(ConditionQueries.maps(condition), lexical, deadline, visitor);
  }

  @Override
  public void visit(
      Condition condition,
      Collection<? extends MapRef> maps,
      boolean lexical,
      Deadline deadline,
      MapCursor.Visitor visitor)
      throws IOException {
    Query only =
        new BooleanQuery.Builder()
            .add(ConditionQueries.maps(condition), Occur.MUST)
            .add(new DocSetQuery(maps.stream().mapToInt(DocRef::docOf).toArray()), Occur.FILTER)
            .build();
    visit(only, lexical, deadline, visitor);
  }

  private void visit(Query query, boolean scores, Deadline deadline, MapCursor.Visitor visitor)
      throws IOException {
    int visited = 0;
    Weight weight =
        searcher.createWeight(
            searcher.rewrite(query), scores ? ScoreMode.COMPLETE : ScoreMode.COMPLETE_NO_SCORES, 1);
    for (LeafReaderContext leaf : opened.reader().leaves()) {
      Scorer scorer = weight.scorer(leaf);
      if (scorer == null) {
        continue;
      }
      Bits live = leaf.reader().getLiveDocs();
      LuceneCursor cursor = new LuceneCursor(leaf, opened.terms());
      DocIdSetIterator docs = scorer.iterator();
      for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
        if (live != null && !live.get(doc)) {
          continue;
        }
        if (++visited % VISITS_BETWEEN_LOOKS == 0) {
          deadline.check();
        }
        visitor.visit(cursor.at(doc, scores ? scorer.score() : 0));
      }
    }
  }

  @Override
  public Optional<MapRef> find(String md5) throws IOException {
    return best(new Condition.Ids(Set.of(md5)), 1).stream().findFirst();
  }

  @Override
  public MapRecord record(MapRef map) throws IOException {
    return MapDocuments.record(
        searcher.storedFields().document(DocRef.docOf(map), Set.of(LuceneSchema.RECORD)));
  }

  @Override
  public float[] vector(MapRef map) throws IOException {
    LeafReaderContext leaf = leafOf(map);
    int doc = DocRef.docOf(map) - leaf.docBase;
    FloatVectorValues vectors = leaf.reader().getFloatVectorValues(LuceneSchema.MAP_VECTOR);
    if (vectors == null) {
      return null;
    }
    KnnVectorValues.DocIndexIterator at = vectors.iterator();
    return at.advance(doc) == doc ? vectors.vectorValue(at.index()).clone() : null;
  }

  @Override
  public float[][] windows(MapRef map) throws IOException {
    LeafReaderContext leaf = leafOf(map);
    BinaryDocValues values = leaf.reader().getBinaryDocValues(LuceneSchema.WINDOW_VECTORS);
    return values != null && values.advanceExact(DocRef.docOf(map) - leaf.docBase)
        ? LateInteractionField.decode(values.binaryValue())
        : new float[0][];
  }

  @Override
  public float[] labels(MapRef map) throws IOException {
    LeafReaderContext leaf = leafOf(map);
    BinaryDocValues values = leaf.reader().getBinaryDocValues(LuceneSchema.LABEL_PROFILE);
    return values != null && values.advanceExact(DocRef.docOf(map) - leaf.docBase)
        ? HalfFloats.decode(values.binaryValue())
        : new float[0];
  }

  @Override
  public boolean audioEmbedded(MapRef map) throws IOException {
    LeafReaderContext leaf = leafOf(map);
    SortedSetDocValues values =
        DocValues.getSortedSet(leaf.reader(), MapFields.AUDIO_EMBEDDED.name());
    return values.advanceExact(DocRef.docOf(map) - leaf.docBase)
        && values.lookupOrd(values.nextOrd()).utf8ToString().equals(Condition.Keyword.YES);
  }

  private LeafReaderContext leafOf(MapRef map) {
    var leaves = opened.reader().leaves();
    return leaves.get(ReaderUtil.subIndex(DocRef.docOf(map), leaves));
  }

  @Override
  public IndexVocabulary vocabulary() throws IOException {
    return opened.vocabulary();
  }

  @Override
  public void names(MapField field, NameVisitor visitor) throws IOException {
    LuceneVocabulary.forEach(opened.reader(), field, visitor);
  }

  @Override
  public NameSuggester suggester() throws IOException {
    return InMemoryNames.of(this::names);
  }

  @Override
  public void forEachMap(Consumer<MapRecord> maps) throws IOException {
    for (int doc : all(LuceneSchema.ofType(LuceneSchema.MAP))) {
      maps.accept(record(new DocRef(doc)));
    }
  }

  @Override
  public void forEachVector(VectorVisitor vectors) throws IOException {
    for (LeafReaderContext leaf : opened.reader().leaves()) {
      FloatVectorValues values = leaf.reader().getFloatVectorValues(LuceneSchema.MAP_VECTOR);
      if (values == null) {
        continue;
      }
      LuceneCursor cursor = new LuceneCursor(leaf, opened.terms());
      Bits live = leaf.reader().getLiveDocs();
      KnnVectorValues.DocIndexIterator docs = values.iterator();
      for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
        if (live == null || live.get(doc)) {
          vectors.visit(
              HexFormat.of().formatHex(cursor.at(doc, 0).md5()),
              values.vectorValue(docs.index()).clone());
        }
      }
    }
  }

  @Override
  public void forEachFile(Consumer<FileState> files) throws IOException {
    for (int doc : all(LuceneSchema.ofType(LuceneSchema.FILE))) {
      files.accept(
          MapDocuments.fileState(
              searcher
                  .storedFields()
                  .document(doc, Set.of(LuceneSchema.FILE_STATE, LuceneSchema.FILE_ROWS))));
    }
  }

  private FileState file(int doc) throws IOException {
    Document stored = searcher.storedFields().document(doc, Set.of(LuceneSchema.FILE_STATE));
    return MapDocuments.fileState(stored);
  }

  @Override
  public List<FileState> filesOf(String md5) throws IOException {
    List<FileState> files = new ArrayList<>();
    for (int doc : all(KeywordField.newExactQuery(LuceneSchema.FILE_MD5, md5))) {
      files.add(file(doc));
    }
    files.sort(Comparator.comparing(FileState::path));
    return files;
  }

  /**
   * Every live document of a query, in index order. A collector of top hits would allocate and
   * drain a heap as large as the index, which costs more than the search of a rare term.
   */
  private int[] all(Query query) throws IOException {
    Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
    IntStream.Builder found = IntStream.builder();
    for (LeafReaderContext leaf : opened.reader().leaves()) {
      Scorer scorer = weight.scorer(leaf);
      if (scorer == null) {
        continue;
      }
      Bits live = leaf.reader().getLiveDocs();
      DocIdSetIterator docs = scorer.iterator();
      for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
        if (live == null || live.get(doc)) {
          found.add(leaf.docBase + doc);
        }
      }
    }
    return found.build().toArray();
  }

  @Override
  public Optional<InputStream> attachment(String name) throws IOException {
    Path file = opened.folder().resolve(name);
    return Files.exists(file)
        ? Optional.of(
            Durable.readChecked(file, manifest().schema() < LuceneSchema.CHECKED_SINCE_SCHEMA))
        : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    opened.release();
  }
}
