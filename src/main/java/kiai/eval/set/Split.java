package kiai.eval.set;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kiai.embeddings.ModelFolder;

/** Which maps a model was trained on, as its folder says. */
public final class Split {
  /** A map's place: train, val or test, and its group. */
  public record Place(String split, String group) {}

  private final Map<String, Place> byMd5 = new HashMap<>();

  private Split() {}

  /**
   * Reads the file that {@code model.json} names as {@code split}; nothing is known without one.
   *
   * @throws IOException naming a line that is not MD5, split and group
   */
  public static Split of(ModelFolder model) throws IOException {
    Split split = new Split();
    String name = model.description().path("split").asText("");
    if (name.isEmpty()) {
      return split;
    }
    Path file = model.folder().resolve(name);
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("#")) {
        continue;
      }
      String[] parts = lines.get(i).split("\t", 3);
      if (parts.length != 3) {
        throw new IOException("%s, line %d: not MD5, split and group".formatted(file, i + 1));
      }
      split.byMd5.put(parts[0], new Place(parts[1], parts[2]));
    }
    return split;
  }

  /** The place of a map; null when the model does not name it, so that it was not trained on. */
  public Place of(String md5) {
    return byMd5.get(md5);
  }
}
