package kiai.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kiai.TestIndex;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.index.LiveIndex;
import kiai.index.lucene.IndexDump;
import kiai.index.lucene.LuceneGenerations;
import kiai.input.InputLimits;
import kiai.sources.Dataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexCopyTest {
  @TempDir private Path folder;
  private Path maps;
  private Path from;
  private Path to;

  @BeforeEach
  void index() throws IOException, InterruptedException {
    maps = folder.resolve("maps");
    from = folder.resolve("from");
    to = folder.resolve("to");
    for (int i = 0; i < 6; i++) {
      TestMaps.of(TestMaps.Style.values()[i], i)
          .named("Song " + i, "Artist", "Mapper", "Hard")
          .writeTo(maps.resolve("set " + i));
    }
    indexAgain();
  }

  private void indexAgain() throws IOException, InterruptedException {
    new Indexer(new LuceneGenerations(from), TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(
            Dataset.of(List.of(maps), InputLimits.DEFAULT), IndexRequest.PRUNE, IndexProgress.NONE);
  }

  private int copy() throws IOException {
    return new IndexCopy(new LuceneGenerations(from), new LuceneGenerations(to), IndexProgress.NONE)
        .run();
  }

  @Test
  void aCopyHoldsTheSame() throws Exception {
    assertThat(copy()).isEqualTo(6);
    assertThat(IndexDump.of(to)).isEqualTo(IndexDump.of(from));
  }

  @Test
  void aSecondCopyFollowsItsSource() throws Exception {
    copy();
    Files.delete(maps.resolve("set 1/Artist - Song 1 (Mapper) [Hard].osu"));
    indexAgain();
    assertThat(copy()).isEqualTo(5);
    assertThat(IndexDump.of(to)).isEqualTo(IndexDump.of(from));
    try (LiveIndex live = new LuceneGenerations(to).openLive()) {
      assertThat(TestIndex.sizes(live).maps()).isEqualTo(5);
      assertThat(TestIndex.files(live)).hasSize(5);
    }
  }

  @Test
  void nothingCannotBeCopied() {
    IndexCopy copy =
        new IndexCopy(
            new LuceneGenerations(folder.resolve("none")),
            new LuceneGenerations(to),
            IndexProgress.NONE);
    assertThatThrownBy(copy::run).hasMessageContaining("there is no index");
    assertThat(to).doesNotExist();
  }
}
