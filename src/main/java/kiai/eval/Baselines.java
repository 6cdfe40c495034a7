package kiai.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kiai.analysis.play.WindowFeatures;
import kiai.embeddings.BeatmapTower;
import kiai.embeddings.Checksums;
import kiai.embeddings.Device;

/** The baselines that training wrote beside the model: {@code baselines.json} and ONNX files. */
final class Baselines {
  private Baselines() {}

  /**
   * Loads the baselines of a folder.
   *
   * @throws IOException when there are none, a file is missing or changed, or they expect other
   *     features than this program computes
   */
  static List<Contestant> read(Path folder, long padId, Device device, int threads)
      throws IOException {
    Path file = folder.resolve("baselines.json");
    if (!Files.exists(file)) {
      throw new IOException(
          "there are no baselines in %s: baselines.json is missing".formatted(folder));
    }
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(file.toFile());
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException(file + " is not valid JSON: " + e.getOriginalMessage(), e);
    }
    int version = json.path("feature_version").asInt();
    if (version != WindowFeatures.VERSION) {
      throw new IOException(
          "%s expects window features of version %d; this program computes version %d"
              .formatted(file, version, WindowFeatures.VERSION));
    }
    List<Contestant> found = new ArrayList<>();
    try {
      for (JsonNode entry : json.path("baselines")) {
        Path onnx = Checksums.verified(folder, entry.path("file").asText(), entry.path("sha256"));
        found.add(
            new TowerContestant(
                entry.path("name").asText(),
                entry.path("title").asText(),
                new BeatmapTower(onnx, padId, device, threads)));
      }
    } catch (IOException | RuntimeException e) {
      found.forEach(Contestant::close);
      throw e;
    }
    return found;
  }
}
