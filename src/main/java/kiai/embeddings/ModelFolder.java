package kiai.embeddings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import kiai.analysis.WindowFeatures;
import kiai.tokens.Processor;
import kiai.tokens.ProcessorFolder;

/**
 * A model on disk: {@code model.json}, its ONNX files and its processor.
 *
 * @param folder where it lies
 * @param name of the model
 * @param version of the model
 * @param dimension length of an embedding
 * @param beatmapEncoder ONNX file of the beatmap tower
 * @param metadataEncoder ONNX file of the metadata tower
 * @param usesFeatures whether the beatmap tower takes window features
 * @param usesAudio whether the beatmap tower takes audio
 * @param minObjects windows with fewer objects do not count for the map's vector, when others do
 * @param hash SHA-256 over the check-sums of all files: what an index remembers
 * @param processor configured from the folder
 * @param description the whole of {@code model.json}
 */
public record ModelFolder(
    Path folder,
    String name,
    String version,
    int dimension,
    Path beatmapEncoder,
    Path metadataEncoder,
    boolean usesFeatures,
    boolean usesAudio,
    int minObjects,
    String hash,
    Processor processor,
    JsonNode description) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads a model folder and checks its files against their check-sums.
   *
   * @throws IOException naming the file that is missing or changed, and what to do
   */
  public static ModelFolder read(Path folder) throws IOException {
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
    String hash = verify(folder, json.path("sha256"));
    boolean features = json.path("inputs").has("features");
    if (features) {
      checkFeatures(file, json.path("inputs").path("features"));
    }
    int dimension = json.path("embedding_size").asInt();
    if (dimension < 1) {
      throw new IOException(file + " does not say its embedding_size");
    }
    return new ModelFolder(
        folder,
        json.path("name").asText("unnamed"),
        json.path("version").asText("0"),
        dimension,
        existing(folder, json.path("beatmap_encoder").asText("beatmap_encoder.onnx")),
        existing(folder, json.path("metadata_encoder").asText("metadata_encoder.onnx")),
        features,
        json.path("uses_audio").asBoolean(false),
        json.path("pooling").path("min_objects").asInt(0),
        hash,
        ProcessorFolder.read(folder),
        json);
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

  private static String verify(Path folder, JsonNode sums) throws IOException {
    if (!sums.isObject() || sums.isEmpty()) {
      throw new IOException(folder.resolve("model.json") + " has no sha256 of its files");
    }
    MessageDigest all = sha256();
    for (var entry : sums.properties()) {
      Path file = folder.resolve(entry.getKey()).normalize();
      if (!file.startsWith(folder.normalize()) || !Files.exists(file)) {
        throw new IOException("the model in " + folder + " lacks its file " + entry.getKey());
      }
      String actual = sha256(file);
      if (!actual.equals(entry.getValue().asText())) {
        throw new IOException(
            "%s is not the file that the model was published with (its SHA-256 differs); get the model folder again"
                .formatted(file));
      }
      all.update((entry.getKey() + actual).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(all.digest());
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
