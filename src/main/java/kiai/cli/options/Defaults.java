package kiai.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the model and the index lie when nobody says otherwise. */
public final class Defaults {
  private static final String HOME = System.getenv().getOrDefault("KIAI_HOME", "");

  private static final int STARTER_DIGITS = 12;

  private Defaults() {}

  /** The folder of the launcher; the working folder when it does not say. */
  public static Path home() {
    return Path.of(HOME).toAbsolutePath();
  }

  /** {@code onnx/default} beside the launcher, unless there is one in the working folder. */
  public static Path model() {
    return resolve("onnx/default", "model.json");
  }

  /** {@code onnx/baselines} beside the launcher, unless it is in the working folder. */
  public static Path baselines() {
    return resolve("onnx/baselines", "baselines.json");
  }

  /**
   * The folder or address that {@code KIAI_INDEX} names, else {@code index/} beside the launcher,
   * unless there is an index in the working folder.
   */
  public static String index() {
    String named = System.getenv().getOrDefault("KIAI_INDEX", "");
    return named.isEmpty() ? indexFolder().toString() : named;
  }

  /** {@code index/} beside the launcher, unless there is an index in the working folder. */
  public static Path indexFolder() {
    return resolve("index", "CURRENT");
  }

  /**
   * The table of ready embeddings of a model that Kiai ships with: maps for who has none.
   *
   * @param modelHash hash of the model whose vectors it has
   */
  public static Path starter(String modelHash) {
    String name = modelHash.substring(0, STARTER_DIGITS) + ".parquet";
    return resolve("onnx/starter", name).resolve(name);
  }

  private static Path resolve(String folder, String sign) {
    Path here = Path.of(folder);
    return HOME.isEmpty() || Files.exists(here.resolve(sign)) ? here : Path.of(HOME, folder);
  }
}
