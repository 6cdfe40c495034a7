package kiai.index.lucene;

import java.nio.file.Path;
import kiai.index.Generations;
import kiai.index.IndexContract;

/** Lucene as a back end. */
class LuceneIndexTest extends IndexContract {
  @Override
  protected Generations open(Path home) {
    return new LuceneGenerations(home);
  }
}
