package kiai.cli;

import java.io.IOException;
import kiai.embeddings.Encoder;
import kiai.embeddings.ModelFolder;
import kiai.index.BeatmapIndex;
import kiai.index.IndexFacts;
import kiai.index.IndexHome;

/** An index that a command reads, with the check that model and index belong together. */
final class OpenedIndex implements AutoCloseable {
  private final IndexHome home;
  private final BeatmapIndex index;

  private OpenedIndex(IndexHome home, BeatmapIndex index) {
    this.home = home;
    this.index = index;
  }

  static OpenedIndex open(IndexOptions options) throws IOException {
    IndexHome home = options.home();
    return new OpenedIndex(home, BeatmapIndex.open(home));
  }

  BeatmapIndex index() {
    return index;
  }

  /** Fails when the index was made with another model: its vectors could not be compared. */
  void mustMatch(ModelFolder model) throws IOException {
    IndexFacts facts = index.facts();
    if (!facts.modelHash().equals(model.hash())) {
      throw new FailedException(
          ("the index was made with the model %s %s%s, not with %s (%s); name that model with"
                  + " --model, or index again")
              .formatted(
                  facts.modelName(),
                  facts.modelVersion(),
                  facts.precision().isEmpty() ? "" : " at " + facts.precision(),
                  model.folder(),
                  model.precision()));
    }
  }

  /** The encoder of the index's model; null for an index of ready embeddings without one. */
  Encoder encoder(ModelOptions model) throws IOException {
    if (index.facts().withoutModel()) {
      return null;
    }
    ModelFolder folder = model.folder(home);
    mustMatch(folder);
    return model.encoder(folder);
  }

  @Override
  public void close() throws IOException {
    index.close();
  }
}
