package kiai.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kiai.dataset.Dataset;
import kiai.dataset.Knowledge;
import kiai.dataset.MapperatorTable;
import kiai.dataset.SkippedFile;
import kiai.dataset.TableMap;
import kiai.embeddings.MapEmbedding;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.VectorUtil;

/**
 * Tables of ready embeddings into an index: each row becomes a map with its vector and no windows.
 * A map that the index has from its own file stays as it is, since that one knows more.
 */
final class EmbeddingImport {
  private static final int NAMED_SKIPS = 1_000;

  private final IndexWriter writer;
  private final int dimension;
  private final Knowledge knowledge;
  private final KnownIndex known;
  private final IndexProgress progress;
  private final Set<String> written = new HashSet<>();
  private final List<SkippedFile> skipped = new ArrayList<>();
  private long leftOut;
  private int alreadyThere;

  EmbeddingImport(
      IndexWriter writer,
      int dimension,
      Knowledge knowledge,
      KnownIndex known,
      IndexProgress progress) {
    this.writer = writer;
    this.dimension = dimension;
    this.knowledge = knowledge;
    this.known = known;
    this.progress = progress;
  }

  /**
   * Imports a table unless it is as it was.
   *
   * @throws IOException when the index cannot be written; a damaged table is only reported
   */
  void run(Dataset dataset, Path path) throws IOException {
    FileState now =
        new FileState(
            path.toString(),
            Files.size(path),
            Files.getLastModifiedTime(path).toMillis(),
            List.of(),
            List.of());
    FileState before = known.files().get(now.path());
    if (before != null
        && before.bytes() == now.bytes()
        && before.modifiedMillis() == now.modifiedMillis()) {
      alreadyThere += (int) countOf(path);
      return;
    }
    Set<String> rows = new HashSet<>();
    try (MapperatorTable table = dataset.openTable(path)) {
      progress.found(table.rows());
      boolean fresh = known.maps().isEmpty() && known.imported().isEmpty() && written.isEmpty();
      table.read(
          true,
          maps -> {
            for (TableMap map : maps) {
              add(path, map, rows, fresh);
            }
            progress.done(written.size() + leftOut, written.size(), 0);
          },
          this::skip);
    } catch (kiai.dataset.DamagedFileException e) {
      skipped.add(new SkippedFile(path.toString(), e.getMessage()));
      return; // what came before the damage stays; the table is read again next time
    }
    removeGone(path, rows);
    writer.updateDocument(new Term(Schema.FILE_PATH, FileState.key(now.path())), now.toDocument());
    known.files().put(now.path(), now);
  }

  private void add(Path path, TableMap map, Set<String> rows, boolean fresh) throws IOException {
    String shown = path + ", beatmap " + map.beatmapId();
    if (map.md5() == null) {
      skip(new SkippedFile(shown, "it has no check-sum"));
      return;
    }
    if (!rows.add(map.md5())) {
      skip(new SkippedFile(shown, "another row has the same check-sum"));
      return;
    }
    float[] vector = map.vector();
    if (vector == null || vector.length != dimension) {
      skip(
          new SkippedFile(
              shown,
              vector == null
                  ? "it has no embedding"
                  : "its embedding has %d numbers, not %d".formatted(vector.length, dimension)));
      return;
    }
    double length = Math.sqrt(VectorUtil.dotProduct(vector, vector));
    if (!(length > 1e-6) || Double.isInfinite(length)) {
      skip(new SkippedFile(shown, "its embedding has no direction"));
      return;
    }
    if (known.maps().contains(map.md5())) {
      alreadyThere++;
      return;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) length;
    }
    BeatmapRecord record = RecordBuilder.of(map, path.toString());
    if (!knowledge.isEmpty()) {
      record =
          record.with(
              knowledge.of(record.md5(), record.beatmapId(), record.setId(), record.facts()));
    }
    var block =
        MapDocuments.block(
            record, new MapEmbedding(vector, new float[0][], new int[0], new int[0], false));
    if (fresh) {
      writer.addDocuments(block);
    } else {
      writer.updateDocuments(new Term(Schema.MD5, record.md5()), block);
    }
    written.add(record.md5());
  }

  private void skip(SkippedFile row) {
    leftOut++;
    if (skipped.size() < NAMED_SKIPS) {
      skipped.add(row);
    } else if (skipped.size() == NAMED_SKIPS) {
      skipped.add(new SkippedFile(row.path(), row.reason() + "; further rows are not named"));
    }
  }

  /** Maps that an older version of the table held. */
  private void removeGone(Path path, Set<String> rows) throws IOException {
    for (String md5 : known.imported()) {
      if (!rows.contains(md5)) {
        Query gone =
            new BooleanQuery.Builder()
                .add(KeywordField.newExactQuery(Schema.IMPORTED_FROM, path.toString()), Occur.MUST)
                .add(new org.apache.lucene.search.TermQuery(new Term(Schema.MD5, md5)), Occur.MUST)
                .build();
        writer.deleteDocuments(gone);
      }
    }
  }

  private long countOf(Path path) throws IOException {
    try (var reader = org.apache.lucene.index.DirectoryReader.open(writer.getDirectory())) {
      return new org.apache.lucene.search.IndexSearcher(reader)
          .count(KeywordField.newExactQuery(Schema.IMPORTED_FROM, path.toString()));
    }
  }

  /** MD5 sums of the maps that were written. */
  Set<String> written() {
    return written;
  }

  /** Rows that were left out. */
  List<SkippedFile> skipped() {
    return skipped;
  }

  /** Maps that were in the index already. */
  int alreadyThere() {
    return alreadyThere;
  }
}
