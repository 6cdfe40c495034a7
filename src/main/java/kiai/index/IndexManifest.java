package kiai.index;

import java.util.LinkedHashMap;
import java.util.Map;
import kiai.embeddings.ModelFolder;
import kiai.map.MapFields;

/**
 * What made an index. The schema's version stands apart from the model: another schema needs other
 * documents and keeps the vectors, another model needs other vectors.
 *
 * @param schema version of the schema, see {@link MapFields#SCHEMA_VERSION}
 * @param modelName name of the model
 * @param modelVersion version of the model
 * @param modelHash hash of the model's files, with a precision behind it when it was not the
 *     model's own
 * @param dimension length of the vectors
 * @param labels hash of what made the label profiles, empty when there are none
 */
public record IndexManifest(
    int schema,
    String modelName,
    String modelVersion,
    String modelHash,
    int dimension,
    String labels) {
  private static final String READY = "ready embeddings";
  private static final int SHA_256 = 64; // digits; what follows them names a precision
  private static final int SHOWN_DIGITS = 12;
  private static final int SHOWN_LABEL_DIGITS = 8;

  /** The manifest of an index without label profiles. */
  public IndexManifest(
      int schema, String modelName, String modelVersion, String modelHash, int dimension) {
    this(schema, modelName, modelVersion, modelHash, dimension, "");
  }

  /** The manifest of what a model makes today. */
  public static IndexManifest of(ModelFolder model) {
    return new IndexManifest(
        MapFields.SCHEMA_VERSION,
        model.name(),
        model.version(),
        model.hash(),
        model.dimension(),
        model.labelProfile() == null ? "" : model.labelProfile().hash());
  }

  /** The manifest of an index of ready embeddings whose model is not at hand. */
  public static IndexManifest ofReadyEmbeddings(int dimension) {
    return new IndexManifest(
        MapFields.SCHEMA_VERSION,
        READY,
        String.valueOf(dimension),
        "%012d".formatted(dimension) + "-ready-embeddings",
        dimension);
  }

  /** Precision of the beatmap tower when it was not the model's own; otherwise empty. */
  public String precision() {
    int digits = modelHash.indexOf('-');
    return withoutModel() || digits < 0 ? "" : modelHash.substring(digits + 1);
  }

  /**
   * At which other precision of a model the vectors were made; empty for its own, and for vectors
   * of other models.
   *
   * @param ownHash hash of the model at its own precision
   */
  public String precisionOf(String ownHash) {
    return !withoutModel() && modelHash.startsWith(ownHash + "-") ? precision() : "";
  }

  /** True when the vectors were imported and nothing here can make more of them. */
  public boolean withoutModel() {
    return modelName.equals(READY);
  }

  /** Whether vectors of two indexes can be compared and copied. */
  public boolean sameVectors(IndexManifest other) {
    return modelHash.equals(other.modelHash) && dimension == other.dimension;
  }

  /** Whether documents of two indexes hold the same, beside the vectors. */
  public boolean sameDocuments(IndexManifest other) {
    return schema == other.schema && labels.equals(other.labels);
  }

  /**
   * What tells the generations of an index apart, such as {@code 8-fe55a5515f24-labels-c597f677}:
   * the schema, the first digits of the model's hash, a precision that is not its own, label
   * profiles.
   */
  public String generation() {
    String precision = modelHash.length() > SHA_256 ? modelHash.substring(SHA_256) : "";
    return "%d-%s%s%s"
        .formatted(
            schema,
            modelHash.substring(0, SHOWN_DIGITS),
            precision,
            labels.isEmpty() ? "" : "-labels-" + labels.substring(0, SHOWN_LABEL_DIGITS));
  }

  /** As texts, to be stored. */
  public Map<String, String> toUserData() {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("kiai.schema", String.valueOf(schema));
    data.put("kiai.model.name", modelName);
    data.put("kiai.model.version", modelVersion);
    data.put("kiai.model.hash", modelHash);
    data.put("kiai.dimension", String.valueOf(dimension));
    data.put("kiai.labels", labels);
    return data;
  }

  /** Out of stored texts; what is missing is unknown. */
  public static IndexManifest of(Map<String, String> data) {
    return new IndexManifest(
        number(data.get("kiai.schema")),
        data.getOrDefault("kiai.model.name", "unknown"),
        data.getOrDefault("kiai.model.version", "unknown"),
        data.getOrDefault("kiai.model.hash", ""),
        number(data.get("kiai.dimension")),
        data.getOrDefault("kiai.labels", ""));
  }

  private static int number(String text) {
    return text == null ? 0 : Integer.parseInt(text);
  }
}
