package kiai.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import kiai.embeddings.MapEmbedding;
import kiai.index.FileState;
import kiai.index.IndexContents;
import kiai.index.IndexManifest;
import kiai.index.IndexRepairs;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.index.opensearch.client.ClusterClient;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.query.Condition;

/**
 * Writes one generation in a cluster. What was sent is seen once {@link #commit} refreshes the
 * index; a writer that is closed before leaves at most whole maps behind, which the next run writes
 * again. Thread-safe.
 */
final class ClusterIndexWriter implements IndexWriter {
  private static final int PIECE = 3 << 20; // bytes of a side file in one document
  private static final String FILE_ID = "file-";

  private final ClusterClient client;
  private final String index;
  private final String uuid;
  private final IndexManifest manifest;
  private final WriterLock lock;
  private final BulkRequests documents;

  private ClusterIndexWriter(
      ClusterClient client, String index, String uuid, IndexManifest manifest, WriterLock lock) {
    this.client = client;
    this.index = index;
    this.manifest = manifest;
    this.lock = lock;
    this.uuid = uuid;
    this.documents = new BulkRequests(client, index, lock::check);
  }

  /**
   * Opens a generation that is there. What a run that was killed had sent is shown, so that it
   * counts among what is there.
   *
   * @param lock of the index; given back when the writer is closed
   */
  static ClusterIndexWriter open(
      ClusterClient client, String index, IndexManifest manifest, WriterLock lock)
      throws IOException {
    client.write(index + "/_refresh", null);
    return new ClusterIndexWriter(client, index, uuid(client, index), manifest, lock);
  }

  private static String uuid(ClusterClient client, String index) throws IOException {
    JsonNode settings = client.get(index + "/_settings?filter_path=*.settings.index.uuid", null);
    return settings.path(index).path("settings").path("index").path("uuid").asText();
  }

  /**
   * Ends a writer whose generation was taken away: OpenSearch makes indexes of whatever is written
   * to, without a mapping.
   */
  private void mustBeTheSame() throws IOException {
    if (!uuid(client, index).equals(uuid)) {
      throw new IOException(
          "the generation %s was deleted while it was written; delete what has its name now, and run again"
              .formatted(index));
    }
  }

  @Override
  public IndexManifest manifest() {
    return manifest;
  }

  /** A cluster mends its copies itself. */
  @Override
  public IndexRepairs repairs() {
    return IndexRepairs.NONE;
  }

  @Override
  public void settleRepairs(boolean complete) {
    // there are none
  }

  @Override
  public IndexContents contents() throws IOException {
    IndexContents contents = new IndexContents(new HashMap<>(), new HashSet<>(), new HashSet<>());
    PointInTime point = PointInTime.open(client, index);
    try (IndexSnapshot snapshot = new ClusterSnapshot(point)) {
      snapshot.forEachFile(state -> contents.files().put(state.path(), state));
      Condition imported = new Condition.Exists(MapFields.IMPORTED_FROM);
      ids(point, Condition.not(imported), contents.maps());
      ids(point, imported, contents.imported());
    }
    return contents;
  }

  private static void ids(PointInTime point, Condition condition, Set<String> into)
      throws IOException {
    Pages.forEach(
        point,
        ConditionDsl.maps(condition),
        List.of(ClusterSchema.KIND),
        hit -> into.add(hit.path("_id").asText()));
  }

  @Override
  public IndexSnapshot committed() throws IOException {
    return new ClusterSnapshot(PointInTime.open(client, index));
  }

  @Override
  public void replace(MapRecord record, MapEmbedding embedding) throws IOException {
    documents.index(record.md5(), ClusterDocuments.map(record, embedding));
  }

  @Override
  public void add(MapRecord record, MapEmbedding embedding) throws IOException {
    replace(record, embedding);
  }

  @Override
  public void remove(String md5) throws IOException {
    documents.delete(md5);
  }

  /** Paths may be longer than an id may be. */
  private static String fileId(String path) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8));
      return FILE_ID + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void fileDone(FileState file) throws IOException {
    // Its maps are on their way; it counts for nothing where one of them did not arrive.
    String id = fileId(file.path());
    documents.index(id, ClusterDocuments.file(id, file));
  }

  @Override
  public void forgetFile(String path) throws IOException {
    documents.delete(fileId(path));
  }

  @Override
  public void attach(String name, Attachment content) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    content.write(all);
    byte[] bytes = all.toByteArray();
    int pieces = Math.max(1, (bytes.length + PIECE - 1) / PIECE);
    for (int i = 0; i < pieces; i++) {
      byte[] piece = Arrays.copyOfRange(bytes, i * PIECE, Math.min(bytes.length, (i + 1) * PIECE));
      String id = pieceId(name, i);
      documents.index(
          id, ClusterDocuments.piece(id, name, i, Base64.getEncoder().encodeToString(piece)));
    }
    // What a longer file before it had more.
    for (int i = pieces; isThere(pieceId(name, i)); i++) {
      documents.delete(pieceId(name, i));
    }
  }

  private boolean isThere(String id) throws IOException {
    return client.find(index + "/_doc/" + id + "?_source=false").isPresent();
  }

  private static String pieceId(String name, int number) {
    return fileId("attachment/" + name) + "-" + number;
  }

  @Override
  public boolean hasUncommittedChanges() {
    return documents.hasChanges();
  }

  @Override
  public void commit() throws IOException {
    lock.check();
    if (!documents.hasChanges()) {
      return; // else readers would look at a state that did not change
    }
    documents.send();
    mustBeTheSame();
    client.write(index + "/_refresh", null);
    long commit = PointInTime.meta(client, index).path(ClusterSchema.COMMIT).asLong() + 1;
    ObjectNode mapping = ConditionDsl.object();
    mapping.set("_meta", ClusterSchema.meta(manifest, commit));
    client.put(index + "/_mapping", mapping);
    documents.committed();
  }

  /** A cluster joins its segments itself; joining all of them at once would stall its searches. */
  @Override
  public void compact() throws IOException {
    commit();
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
