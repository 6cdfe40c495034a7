package kiai.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import kiai.dataset.SkippedFile;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;

/**
 * What a source file held when it was read: with size and time of change, all that is needed to
 * leave it alone next time.
 *
 * @param path of the file
 * @param bytes its size
 * @param modifiedMillis its last change
 * @param maps the maps in it
 * @param skipped what was left out of it
 */
public record FileState(
    String path, long bytes, long modifiedMillis, List<MapRef> maps, List<SkippedFile> skipped) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A map in a file.
   *
   * @param shown path for the user, with the entry of an archive
   */
  public record MapRef(String md5, String shown) {}

  Document toDocument() {
    Document document = new Document();
    document.add(new StringField(Schema.TYPE, Schema.FILE, Store.NO));
    document.add(new StringField(Schema.FILE_PATH, key(path), Store.NO));
    for (MapRef map : maps) {
      document.add(new KeywordField("file_md5", map.md5(), Store.NO));
    }
    try {
      document.add(new StoredField(Schema.FILE_STATE, JSON.writeValueAsBytes(this)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a file state is always JSON", e);
    }
    return document;
  }

  /** A path as a term; terms have a largest length that paths may pass. */
  static String key(String path) {
    return path.length() <= 8_000 ? path : path.substring(0, 8_000) + path.hashCode();
  }

  /** Reads a stored file document. */
  public static FileState read(Document stored) throws IOException {
    org.apache.lucene.util.BytesRef bytes = stored.getBinaryValue(Schema.FILE_STATE);
    return JSON.readValue(bytes.bytes, bytes.offset, bytes.length, FileState.class);
  }
}
