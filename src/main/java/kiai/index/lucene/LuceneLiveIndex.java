package kiai.index.lucene;

import java.io.IOException;
import java.nio.file.Path;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;

/** The newest commit of the current generation. Thread-safe. */
final class LuceneLiveIndex implements LiveIndex {
  private final LuceneGenerations generations;
  private volatile OpenGeneration opened;

  LuceneLiveIndex(LuceneGenerations generations, OpenGeneration opened) {
    this.generations = generations;
    this.opened = opened;
  }

  @Override
  public IndexSnapshot snapshot() {
    while (true) {
      OpenGeneration now = opened;
      if (now.acquire()) {
        return new LuceneSnapshot(now);
      }
    }
  }

  @Override
  public String version() {
    return opened.version();
  }

  @Override
  public String generation() {
    return opened.folder().getFileName().toString();
  }

  @Override
  public synchronized void refresh() throws IOException {
    OpenGeneration old = opened;
    Path current = generations.currentFolder().orElse(old.folder());
    OpenGeneration next = current.equals(old.folder()) ? old.newer() : OpenGeneration.of(current);
    if (next != null) {
      opened = next;
      old.release();
    }
  }

  @Override
  public void close() throws IOException {
    opened.release();
  }
}
