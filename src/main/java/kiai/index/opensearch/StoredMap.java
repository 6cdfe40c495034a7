package kiai.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.query.Condition.Keyword;

/**
 * What the cluster stores of a map besides its windows. Thread-safe.
 *
 * @param bytes roughly, in memory
 */
@SuppressWarnings("ArrayRecordComponent") // handed out to be read alone, as columns are
record StoredMap(MapRecord record, float[] vector, float[] labels, boolean audio, int bytes) {
  private static final float[] NONE = new float[0];

  /** Members of a document's source that a map is read from. */
  static final String[] MEMBERS = {
    ClusterSchema.RECORD,
    ClusterSchema.MAP_BYTES,
    ClusterSchema.LABEL_BYTES,
    MapFields.AUDIO_EMBEDDED.name()
  };

  /**
   * Reads a document's source.
   *
   * @param dimension of vectors
   */
  static StoredMap of(JsonNode source, int dimension) throws IOException {
    JsonNode vector = source.path(ClusterSchema.MAP_BYTES);
    JsonNode labels = source.path(ClusterSchema.LABEL_BYTES);
    int bytes = 0;
    for (String member : MEMBERS) {
      bytes += source.path(member).asText().length();
    }
    return new StoredMap(
        ClusterDocuments.record(source),
        vector.isTextual() ? Blobs.floats(vector.asText(), dimension)[0] : null,
        labels.isTextual() ? Blobs.halfFloats(labels.asText()) : NONE,
        source.path(MapFields.AUDIO_EMBEDDED.name()).asText().equals(Keyword.YES),
        bytes);
  }
}
