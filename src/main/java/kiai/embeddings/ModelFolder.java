package kiai.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import kiai.analysis.play.WindowFeatures;
import kiai.tokens.Processor;
import kiai.tokens.folder.ProcessorFolder;

/**
 * A model on disk: {@code model.json}, its ONNX files and its processor.
 *
 * @param folder where it lies
 * @param name of the model
 * @param version of the model
 * @param dimension length of an embedding
 * @param parts of an embedding; one when the model names none
 * @param precision of the beatmap tower: float32, int8 …
 * @param beatmapEncoder ONNX file of the beatmap tower, null for a model that only classifies
 * @param metadataEncoder ONNX file of the metadata tower, likewise
 * @param usesFeatures whether the beatmap tower takes window features
 * @param audio the audio input, null when the model has none
 * @param heads what else it can do
 * @param labelProfile what people's labels taught, null when the model has none
 * @param minObjects windows with fewer objects do not count for the map's vector, when others do
 * @param hash SHA-256 over the check-sums of all files that vectors depend on, with the precision
 *     when it is not the model's own choice: what an index remembers
 * @param processor configured from the folder
 * @param description the whole of {@code model.json}
 */
public record ModelFolder(
    Path folder,
    String name,
    String version,
    int dimension,
    List<EmbeddingPart> parts,
    String precision,
    Path beatmapEncoder,
    Path metadataEncoder,
    boolean usesFeatures,
    Audio audio,
    Heads heads,
    LabelProfile labelProfile,
    int minObjects,
    String hash,
    Processor processor,
    JsonNode description) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The audio input of a model.
   *
   * @param encoder ONNX file of the beatmap tower that also takes {@code audio}, float32 [A,
   *     samples]
   * @param samples of a window
   * @param rate samples per second
   */
  public record Audio(Path encoder, int samples, int rate) {}

  /**
   * What people's labels taught: numbers of a map by which maps are alike that people label alike,
   * learned by {@code kiai_tools.label_profile}. It is no part of {@link ModelFolder#hash}, since
   * vectors do not depend on it.
   *
   * @param graph ONNX file: {@code windows} float32 [W, embedding] and {@code features} float32 [W,
   *     F] of one map to {@code profile} float32 [1, L], of length 1
   * @param hash SHA-256 of the graph
   * @param strength how much of what two maps lack of being wholly alike the dot product of their
   *     profiles makes up, 0 to 1
   * @param modes rulesets that enough labels are known of
   * @param labels what each number of a profile stands for
   */
  public record LabelProfile(
      Path graph, String hash, double strength, Set<String> modes, List<Label> labels) {}

  /**
   * A label.
   *
   * @param kind of label, such as {@code tags} or {@code slot}
   * @param name such as {@code aim/jump} or {@code HD2}
   */
  public record Label(String kind, String name) {}

  /**
   * Further graphs of a model; null where it has none.
   *
   * @param maskedLm ids to scores of what stands at each place
   * @param classifier ids to scores of the labels
   * @param labels classes, in the order of the scores
   * @param logitScale natural logarithm of what cosines are multiplied by, 0 when not known
   */
  public record Heads(Path maskedLm, Path classifier, List<String> labels, double logitScale) {}

  /**
   * Reads a model folder, with the precision that it chooses itself.
   *
   * @throws IOException naming the file that is missing or changed, and what to do
   */
  public static ModelFolder read(Path folder) throws IOException {
    return read(folder, null);
  }

  /**
   * Reads a model folder and checks its files against their check-sums.
   *
   * @param wanted precision of the beatmap tower, null for the model's own choice
   * @throws IOException naming the file that is missing or changed, and what to do
   */
  public static ModelFolder read(Path folder, String wanted) throws IOException {
    Path file = folder.resolve("model.json");
    if (!Files.exists(file)) {
      throw new IOException(
          "there is no model in %s: model.json is missing (name another folder with --model)"
              .formatted(folder));
    }
    JsonNode json;
    try {
      json = JSON.readTree(file.toFile());
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException(file + " is not valid JSON: " + e.getOriginalMessage(), e);
    }
    JsonNode labels = json.path("label_profile");
    String hash = verify(folder, json.path("sha256"), labels.path("file").asText());
    boolean features = json.path("inputs").has("features");
    if (features) {
      checkFeatures(file, json.path("inputs").path("features"));
    }
    int dimension = json.path("embedding_size").asInt();
    boolean embeds = !json.path("beatmap_encoder").isNull();
    if (embeds && dimension < 1) {
      throw new IOException(file + " does not say its embedding_size");
    }
    String own = json.path("precision").asText("float32");
    String precision = wanted == null ? own : wanted;
    String tower = json.path("beatmap_encoder").asText("beatmap_encoder.onnx");
    if (embeds && json.has("precisions")) {
      tower = json.path("precisions").path(precision).asText(null);
    } else if (!precision.equals(own)) {
      tower = null;
    }
    if (tower == null) {
      throw new IOException(
          "the model in %s has no precision %s; it has %s"
              .formatted(folder, precision, precisions(json, own)));
    }
    return new ModelFolder(
        folder,
        json.path("name").asText("unnamed"),
        json.path("version").asText("0"),
        dimension,
        parts(file, json.path("parts"), dimension),
        precision,
        embeds ? existing(folder, tower) : null,
        embeds
            ? existing(folder, json.path("metadata_encoder").asText("metadata_encoder.onnx"))
            : null,
        features,
        audio(folder, json.path("audio"), precision),
        heads(folder, json),
        labelProfile(folder, labels, json.path("sha256"), features),
        json.path("pooling").path("min_objects").asInt(0),
        precision.equals(own) ? hash : hash + "-" + precision,
        ProcessorFolder.read(folder),
        json);
  }

  private static Audio audio(Path folder, JsonNode json, String precision) throws IOException {
    String file = json.path("precisions").path(precision).asText(null);
    return file == null
        ? null
        : new Audio(
            existing(folder, file),
            json.path("samples").asInt(256_000),
            json.path("sampling_rate").asInt(16_000));
  }

  private static Heads heads(Path folder, JsonNode json) throws IOException {
    List<String> labels = new ArrayList<>();
    json.path("labels").forEach(label -> labels.add(label.asText()));
    String maskedLm = json.path("masked_lm").asText(null);
    String classifier = json.path("classifier").asText(null);
    return new Heads(
        json.hasNonNull("masked_lm") ? existing(folder, maskedLm) : null,
        json.hasNonNull("classifier") ? existing(folder, classifier) : null,
        List.copyOf(labels),
        json.path("logit_scale").asDouble(0));
  }

  private static LabelProfile labelProfile(
      Path folder, JsonNode json, JsonNode sums, boolean features) throws IOException {
    if (!json.isObject()) {
      return null;
    }
    double strength = json.path("strength").asDouble(Double.NaN);
    if (!features || !(strength >= 0 && strength <= 1) || json.path("labels").isEmpty()) {
      throw new IOException(
          "%s: a label_profile needs a strength from 0 to 1, its labels and a model with features"
              .formatted(folder.resolve("model.json")));
    }
    Set<String> modes = new LinkedHashSet<>();
    json.path("modes").forEach(mode -> modes.add(mode.asText()));
    List<Label> labels = new ArrayList<>();
    for (JsonNode label : json.path("labels")) {
      labels.add(new Label(label.path("kind").asText(), label.path("label").asText()));
    }
    String file = json.path("file").asText();
    return new LabelProfile(
        existing(folder, file),
        sums.path(file).asText(),
        strength,
        Collections.unmodifiableSet(modes),
        List.copyOf(labels));
  }

  private static String precisions(JsonNode json, String own) {
    List<String> names = new ArrayList<>();
    json.path("precisions").fieldNames().forEachRemaining(names::add);
    return names.isEmpty() ? own : String.join(", ", names);
  }

  private static List<EmbeddingPart> parts(Path file, JsonNode json, int dimension)
      throws IOException {
    List<EmbeddingPart> parts = new ArrayList<>();
    int from = 0;
    for (JsonNode part : json) {
      int size = part.path("size").asInt();
      parts.add(new EmbeddingPart(part.path("name").asText(), from, size));
      from += size;
    }
    if (parts.isEmpty()) {
      return List.of(new EmbeddingPart("whole", 0, dimension));
    }
    if (from != dimension || parts.stream().anyMatch(part -> part.size() < 1)) {
      throw new IOException(file + ": the sizes of the parts do not add up to embedding_size");
    }
    return List.copyOf(parts);
  }

  private static Path existing(Path folder, String name) throws IOException {
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder.normalize()) || !Files.exists(file)) {
      throw new IOException("the model in " + folder + " lacks its file " + name);
    }
    return file;
  }

  private static void checkFeatures(Path file, JsonNode features) throws IOException {
    int version = features.path("version").asInt();
    List<String> names = new ArrayList<>();
    features.path("names").forEach(name -> names.add(name.asText()));
    if (version != WindowFeatures.VERSION || !names.equals(WindowFeatures.names())) {
      throw new IOException(
          "%s expects window features of version %d; this program computes version %d"
              .formatted(file, version, WindowFeatures.VERSION));
    }
  }

  /** Checks all files; the hash is over those that vectors depend on. */
  private static String verify(Path folder, JsonNode sums, String apart) throws IOException {
    if (!sums.isObject() || sums.isEmpty()) {
      throw new IOException(folder.resolve("model.json") + " has no sha256 of its files");
    }
    MessageDigest all = Checksums.sha256();
    for (var entry : sums.properties()) {
      Checksums.verified(folder, entry.getKey(), entry.getValue());
      if (entry.getKey().equals(apart)) {
        continue;
      }
      all.update((entry.getKey() + entry.getValue().asText()).getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(all.digest());
  }
}
