package kiai.cli.commands;

import java.io.IOException;
import java.nio.file.Path;
import kiai.cli.options.FailedException;
import kiai.cli.options.ModelOptions;
import kiai.cli.output.ProgressLine;
import kiai.embeddings.Encoder;
import kiai.index.Generations;
import kiai.index.IndexManifest;
import kiai.ingest.IndexRequest;
import kiai.ingest.IndexSummary;
import kiai.ingest.Indexer;
import kiai.input.DamagedFileException;
import kiai.input.InputLimits;
import kiai.sources.Dataset;
import kiai.sources.mapperator.MapperatorTable;

/** A run of the indexer with the model that fits what is indexed, and its progress on a line. */
final class Indexing {
  private Indexing() {}

  /**
   * Brings an index in line with a dataset.
   *
   * @throws FailedException when the ready embeddings of its tables do not fit together, or not to
   *     the model
   */
  static IndexSummary run(
      Generations generations, ModelOptions model, Dataset dataset, IndexRequest request)
      throws IOException, InterruptedException {
    int ready = readyDimension(dataset);
    if (ready == 0 && dataset.roots().isEmpty()) { // only tables, and none of them can be read
      ready =
          generations
              .currentManifest()
              .filter(IndexManifest::withoutModel)
              .map(IndexManifest::dimension)
              .orElse(0);
    }
    if (ready > 0 && model.folder().dimension() != ready) {
      if (!dataset.roots().isEmpty()) {
        throw new FailedException(
            ("the ready embeddings have %d numbers and those of the model %d: index the maps and"
                    + " the table into folders of their own (--index), or name the table's model"
                    + " (--model)")
                .formatted(ready, model.folder().dimension()));
      }
      try (ProgressLine progress = new ProgressLine()) {
        return Indexer.withoutModel(generations, ready, InputLimits.DEFAULT)
            .run(dataset, request, progress);
      }
    }
    try (Encoder encoder = model.encoder(model.folder(generations));
        ProgressLine progress = new ProgressLine()) {
      return new Indexer(generations, encoder, InputLimits.DEFAULT, model.threads())
          .run(dataset, request, progress);
    }
  }

  /** Length of the vectors of the dataset's tables; 0 without tables. */
  private static int readyDimension(Dataset dataset) throws IOException {
    int dimension = 0;
    for (Path table : dataset.embeddings()) {
      try (MapperatorTable opened = dataset.openTable(table)) {
        int found = opened.dimension();
        if (dimension > 0 && found > 0 && found != dimension) {
          throw new FailedException(
              "the tables have embeddings of %d and of %d numbers".formatted(dimension, found));
        }
        dimension = Math.max(dimension, found);
      } catch (DamagedFileException e) {
        // The run names it, and goes on with the others.
      }
    }
    return dimension;
  }
}
