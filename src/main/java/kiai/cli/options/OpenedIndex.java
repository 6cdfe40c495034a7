package kiai.cli.options;

import java.io.IOException;
import kiai.embeddings.Encoder;
import kiai.embeddings.ModelFolder;
import kiai.index.Generations;
import kiai.index.IndexManifest;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;

/** An index that a command reads, with the check that model and index belong together. */
public final class OpenedIndex implements AutoCloseable {
  private final Generations generations;
  private final LiveIndex index;
  private final IndexManifest manifest;

  private OpenedIndex(Generations generations, LiveIndex index, IndexManifest manifest) {
    this.generations = generations;
    this.index = index;
    this.manifest = manifest;
  }

  /**
   * Opens the index that the options name.
   *
   * @throws IOException when there is none, saying how to make one
   */
  public static OpenedIndex open(IndexOptions options) throws IOException {
    Generations generations = options.generations();
    LiveIndex index = generations.openLive();
    try (IndexSnapshot snapshot = index.snapshot()) {
      return new OpenedIndex(generations, index, snapshot.manifest());
    }
  }

  /** The index. */
  public LiveIndex index() {
    return index;
  }

  /** Fails when the index was made with another model: its vectors could not be compared. */
  public void mustMatch(ModelFolder model) {
    if (!manifest.modelHash().equals(model.hash())) {
      throw new FailedException(
          ("the index was made with the model %s %s%s, not with %s (%s); name that model with"
                  + " --model, or index again")
              .formatted(
                  manifest.modelName(),
                  manifest.modelVersion(),
                  manifest.precision().isEmpty() ? "" : " at " + manifest.precision(),
                  model.folder(),
                  model.precision()));
    }
  }

  /** The encoder of the index's model; null for an index of ready embeddings without one. */
  public Encoder encoder(ModelOptions model) throws IOException {
    if (manifest.withoutModel()) {
      return null;
    }
    ModelFolder folder = model.folder(generations);
    mustMatch(folder);
    return model.encoder(folder);
  }

  @Override
  public void close() throws IOException {
    index.close();
  }
}
