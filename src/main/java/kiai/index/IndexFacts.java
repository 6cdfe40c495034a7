package kiai.index;

import java.util.LinkedHashMap;
import java.util.Map;
import kiai.embeddings.ModelFolder;

/**
 * What made an index, kept in the commit's user data.
 *
 * @param schema version of the schema
 * @param modelName name of the model
 * @param modelVersion version of the model
 * @param modelHash hash of the model's files
 * @param dimension length of the vectors
 */
public record IndexFacts(
    int schema, String modelName, String modelVersion, String modelHash, int dimension) {
  private static final String READY = "ready embeddings";

  static IndexFacts of(ModelFolder model) {
    return new IndexFacts(
        Schema.VERSION, model.name(), model.version(), model.hash(), model.dimension());
  }

  /** Facts of an index of ready embeddings whose model is not at hand. */
  public static IndexFacts ofReadyEmbeddings(int dimension) {
    return new IndexFacts(
        Schema.VERSION,
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

  /** True when the vectors were imported and nothing here can make more of them. */
  public boolean withoutModel() {
    return modelName.equals(READY);
  }

  Map<String, String> toUserData() {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("kiai.schema", String.valueOf(schema));
    data.put("kiai.model.name", modelName);
    data.put("kiai.model.version", modelVersion);
    data.put("kiai.model.hash", modelHash);
    data.put("kiai.dimension", String.valueOf(dimension));
    return data;
  }

  static IndexFacts of(Map<String, String> data) {
    return new IndexFacts(
        number(data.get("kiai.schema")),
        data.getOrDefault("kiai.model.name", "unknown"),
        data.getOrDefault("kiai.model.version", "unknown"),
        data.getOrDefault("kiai.model.hash", ""),
        number(data.get("kiai.dimension")));
  }

  private static int number(String text) {
    return text == null ? 0 : Integer.parseInt(text);
  }
}
