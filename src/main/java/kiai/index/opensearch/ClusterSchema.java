package kiai.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import kiai.index.IndexManifest;
import kiai.index.lucene.analysis.TextAnalysis;
import kiai.map.MapField;
import kiai.map.MapFields;

/**
 * Settings and mapping of a generation in a cluster. One document is a map with its windows nested
 * in it; source files and side files are documents too. The fields of maps are those of {@link
 * MapFields}.
 */
final class ClusterSchema {
  /** Kind of document: {@link #MAP}, {@link #FILE} or {@link #ATTACHMENT}. */
  static final String KIND = "kind";

  static final String MAP = "map";
  static final String FILE = "file";
  static final String ATTACHMENT = "attachment";

  /** The document's id, to be sorted by: of a map its MD5. */
  static final String KEY = "key";

  /** The whole record of a map, or the state of a source file, as a text of JSON. */
  static final String RECORD = "record";

  /** The map's vector for the graph. */
  static final String MAP_VECTOR = "map_vector";

  /** Nested documents, each with {@link #VECTOR}. */
  static final String WINDOWS = "windows";

  static final String VECTOR = "vector";

  /** The vectors of windows for the graph. */
  static final String WINDOW_VECTOR = WINDOWS + "." + VECTOR;

  /** The map's vector as bytes, for scoring here: {@link Blobs#floats}. */
  static final String MAP_BYTES = "map_bytes";

  /** The vectors of its windows as bytes, one after the other. */
  static final String WINDOW_BYTES = "window_bytes";

  /** Its label profile as bytes: {@link Blobs#halfFloats}. */
  static final String LABEL_BYTES = "label_bytes";

  /** Words of all its texts, for typos. */
  static final String SPELLING = "spelling";

  /** MD5 sums of the maps in a source file. */
  static final String FILE_MD5 = "file_md5";

  /** Path of a source file, or name of a side file. */
  static final String PATH = "path";

  /** MD5 sums of the rows of a table, one a line. */
  static final String FILE_ROWS = "file_rows";

  /** Number of a piece of a side file, and its bytes. */
  static final String PIECE = "piece";

  static final String BYTES = "bytes";

  /** Fields with the words of a whole text as one term, by the text's field. */
  static final String WHOLE_SUFFIX = "_whole";

  /** Fields with whole names as they are written, by the text's field. */
  static final String NAME_SUFFIX = "_name";

  /** Fields with the signs of a text, by the text's field. */
  static final String SIGNS_SUFFIX = "_signs";

  /** Member of the mapping's {@code _meta} that grows with each commit. */
  static final String COMMIT = "kiai.commit";

  private static final int GRAPH_NEIGHBOURS = 16; // Lucene's default, as in the local index
  private static final int GRAPH_WIDTH = 100;

  private ClusterSchema() {}

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Body of the request that makes a generation. */
  static ObjectNode creation(IndexManifest manifest, int shards, int replicas) {
    ObjectNode body = object();
    ObjectNode settings = body.putObject("settings");
    ObjectNode index = settings.putObject("index");
    index.put("knn", true);
    index.put("number_of_shards", shards);
    index.put("number_of_replicas", replicas);
    // Nothing is seen before a commit asks for it.
    index.put("refresh_interval", "-1");
    ObjectNode analysis = settings.putObject("analysis");
    ObjectNode beginnings = analysis.putObject("filter").putObject("beginnings");
    beginnings.put("type", "edge_ngram");
    beginnings.put("min_gram", 1);
    beginnings.put("max_gram", TextAnalysis.LONGEST_PREFIX);
    beginnings.put("preserve_original", true);
    ObjectNode analyzers = analysis.putObject("analyzer");
    analyzer(analyzers, "words_with_beginnings").putArray("filter").add("beginnings");
    analyzer(analyzers, "words");
    body.set("mappings", mapping(manifest));
    return body;
  }

  /** Texts arrive as words with a space between each. */
  private static ObjectNode analyzer(ObjectNode analyzers, String name) {
    return analyzers.putObject(name).put("type", "custom").put("tokenizer", "whitespace");
  }

  private static ObjectNode mapping(IndexManifest manifest) {
    ObjectNode mapping = object();
    mapping.put("dynamic", "strict");
    mapping.set("_meta", meta(manifest, 0));
    // The rest can be made again from the record; vectors twice would double the disk.
    mapping
        .putObject("_source")
        .putArray("includes")
        .add(KIND)
        .add(KEY)
        .add(RECORD)
        .add(MAP_BYTES)
        .add(WINDOW_BYTES)
        .add(LABEL_BYTES)
        .add(MapFields.AUDIO_EMBEDDED.name())
        .add(PATH)
        .add(FILE_ROWS)
        .add(PIECE)
        .add(BYTES);
    ObjectNode fields = mapping.putObject("properties");
    keyword(fields, KIND);
    keyword(fields, KEY);
    stored(fields, RECORD);
    vector(fields, MAP_VECTOR, manifest.dimension());
    ObjectNode windows = fields.putObject(WINDOWS).put("type", "nested");
    vector(windows.putObject("properties"), VECTOR, manifest.dimension());
    for (String bytes : new String[] {MAP_BYTES, WINDOW_BYTES, LABEL_BYTES, BYTES}) {
      fields.putObject(bytes).put("type", "binary");
    }
    fields
        .putObject(SPELLING)
        .put("type", "text")
        .put("analyzer", "words")
        .put("norms", false)
        .put("index_options", "docs");
    keyword(fields, FILE_MD5);
    stored(fields, PATH);
    stored(fields, FILE_ROWS);
    fields.putObject(PIECE).put("type", "integer");
    MapFields.all().forEach(field -> field(fields, field));
    return mapping;
  }

  private static void keyword(ObjectNode fields, String name) {
    fields.putObject(name).put("type", "keyword");
  }

  /** A text that is one term, scored by how rare it is; keywords all score the same. */
  private static void term(ObjectNode fields, String name) {
    fields
        .putObject(name)
        .put("type", "text")
        .put("analyzer", "keyword")
        .put("norms", false)
        .put("index_options", "docs");
  }

  /** A text that is only given back. */
  private static void stored(ObjectNode fields, String name) {
    fields.putObject(name).put("type", "keyword").put("index", false).put("doc_values", false);
  }

  private static void vector(ObjectNode fields, String name, int dimension) {
    ObjectNode vector = fields.putObject(name);
    vector.put("type", "knn_vector");
    vector.put("dimension", dimension);
    ObjectNode method = vector.putObject("method");
    method.put("name", "hnsw");
    method.put("engine", "lucene");
    method.put("space_type", "innerproduct"); // of unit vectors: the cosine
    method.putObject("parameters").put("m", GRAPH_NEIGHBOURS).put("ef_construction", GRAPH_WIDTH);
  }

  private static void field(ObjectNode fields, MapField field) {
    String name = field.name();
    if (field.type() == null) {
      return;
    }
    switch (field.type()) {
      case REAL -> fields.putObject(name).put("type", "double");
      case WHOLE, DAY -> fields.putObject(name).put("type", "integer");
      case FLAG, KEYWORD -> keyword(fields, name);
      case TEXT -> {
        fields
            .putObject(name)
            .put("type", "text")
            .put("analyzer", "words_with_beginnings")
            .put("search_analyzer", "words");
        term(fields, name + WHOLE_SUFFIX);
        term(fields, name + SIGNS_SUFFIX);
        if (field.isSuggested()) {
          keyword(fields, name + NAME_SUFFIX);
        }
      }
      case WHOLE_TEXT -> term(fields, name + WHOLE_SUFFIX);
    }
  }

  /** What a generation says of itself. */
  static ObjectNode meta(IndexManifest manifest, long commit) {
    ObjectNode meta = object();
    manifest.toUserData().forEach(meta::put);
    return meta.put(COMMIT, commit);
  }

  /** Whether an index's {@code _meta} is of a generation of Kiai. */
  static boolean isOurs(JsonNode meta) {
    return meta.path(COMMIT).isIntegralNumber() && meta.has("kiai.schema");
  }

  /** The manifest of a generation's {@code _meta}. */
  static IndexManifest manifest(JsonNode meta) {
    Map<String, String> data = new HashMap<>();
    meta.properties().forEach(each -> data.put(each.getKey(), each.getValue().asText()));
    return IndexManifest.of(data);
  }
}
