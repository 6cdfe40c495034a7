package kiai.index;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The generations of one index. A generation belongs to one schema and one model; a new one is
 * filled beside the one that searches use, and then published in one move.
 */
public interface Generations {
  /** Where the index is, for people. */
  String location();

  /** Name of the generation that searches use; empty when there is none. */
  Optional<String> current() throws IOException;

  /** What made the generation that searches use; empty when there is none that can be read. */
  Optional<IndexManifest> currentManifest() throws IOException;

  /** Name of the generation of a schema and a model. */
  String nameFor(IndexManifest manifest);

  /** Opens a generation for reading. */
  IndexSnapshot open(String name) throws IOException;

  /**
   * Opens what searches use.
   *
   * @throws IOException when there is no index, saying how to make one, or it cannot be read
   */
  LiveIndex openLive() throws IOException;

  /**
   * Opens the generation of a schema and a model for writing; makes it when there is none.
   *
   * @throws IOException when another process is writing it, or it cannot be written
   */
  IndexWriter begin(IndexManifest manifest) throws IOException;

  /**
   * Makes a generation the current one, durably. The one before stays until the next run has
   * succeeded; older ones are removed. To be called by the writer of the index.
   */
  void publish(String name) throws IOException;

  /** What is wrong with the files of the index; empty when they are whole. */
  List<String> problems() throws IOException;

  /** Rewrites what an older version of the back end wrote. */
  void upgradeFormat() throws IOException;
}
