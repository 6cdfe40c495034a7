package kiai.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kiai.TestIndex;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.index.IndexManifest;
import kiai.index.IndexWriter;
import kiai.index.LiveIndex;
import kiai.index.lucene.IndexDump;
import kiai.index.lucene.LuceneGenerations;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.sources.Dataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexerTest {
  @TempDir private Path folder;
  private Path maps;
  private Path home;

  @BeforeEach
  void writeMaps() throws IOException {
    maps = folder.resolve("maps");
    home = folder.resolve("index");
    for (int i = 0; i < 6; i++) {
      TestMaps.of(TestMaps.Style.values()[i], i)
          .named("Song " + i, "Artist", "Mapper", "Hard")
          .writeTo(maps.resolve("set " + i));
    }
  }

  private IndexSummary index(boolean prune) throws IOException, InterruptedException {
    return new Indexer(new LuceneGenerations(home), TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(
            Dataset.of(List.of(maps), InputLimits.DEFAULT),
            prune ? IndexRequest.PRUNE : IndexRequest.KEEP,
            IndexProgress.NONE);
  }

  private int maps() throws IOException {
    try (LiveIndex index = new LuceneGenerations(home).openLive()) {
      return TestIndex.sizes(index).maps();
    }
  }

  @Test
  void aSecondRunEmbedsNothing() throws Exception {
    IndexSummary first = index(false);
    assertThat(first.indexed()).isEqualTo(6);
    assertThat(first.seen()).isEqualTo(6);
    assertThat(first.windows()).isGreaterThan(6);
    var before = IndexDump.of(home);
    IndexSummary second = index(false);
    assertThat(second.indexed()).isZero();
    assertThat(second.unchanged()).isEqualTo(6);
    assertThat(second.windows()).isZero();
    assertThat(IndexDump.of(home)).isEqualTo(before);
  }

  @Test
  void aChangedFileReplacesItsMap() throws Exception {
    index(false);
    Path file = maps.resolve("set 0/Artist - Song 0 (Mapper) [Hard].osu");
    Files.write(
        file,
        TestMaps.of(TestMaps.Style.STREAMS, 77)
            .named("Song 0", "Artist", "Mapper", "Hard")
            .bytes());
    IndexSummary summary = index(false);
    assertThat(summary.indexed()).isEqualTo(1);
    assertThat(summary.removed()).isEqualTo(1);
    assertThat(summary.unchanged()).isEqualTo(5);
    assertThat(maps()).isEqualTo(6);
  }

  @Test
  void removedFilesGoOnlyWithPrune() throws Exception {
    index(false);
    Files.delete(maps.resolve("set 1/Artist - Song 1 (Mapper) [Hard].osu"));
    assertThat(index(false).removed()).isZero();
    assertThat(maps()).isEqualTo(6);
    assertThat(index(true).removed()).isEqualTo(1);
    assertThat(maps()).isEqualTo(5);
  }

  @Test
  void theSameMapInTwoPlacesIsOneMap() throws Exception {
    Path copy = Files.createDirectories(maps.resolve("copy")).resolve("x.osu");
    Files.copy(maps.resolve("set 2/Artist - Song 2 (Mapper) [Hard].osu"), copy);
    index(false);
    assertThat(maps()).isEqualTo(6);
    Files.delete(copy);
    index(true);
    assertThat(maps()).isEqualTo(6);
  }

  @Test
  void badFilesAreNamedAndTheOthersIndexed() throws Exception {
    Files.write(maps.resolve("random.osu"), new byte[] {1, 2, 3, (byte) 200, 0, 9});
    Files.writeString(maps.resolve("empty.osu"), "");
    Files.writeString(maps.resolve("objects.osu"), "osu file format v14\n[HitObjects]\nx\n");
    Files.writeString(maps.resolve("broken.osz"), "PK no");
    try (ZipOutputStream out =
        new ZipOutputStream(Files.newOutputStream(maps.resolve("set.osz")))) {
      out.putNextEntry(new ZipEntry("../up.osu"));
      out.write(TestMaps.of(TestMaps.Style.JUMPS, 50).bytes());
      out.putNextEntry(new ZipEntry("good.osu"));
      out.write(TestMaps.of(TestMaps.Style.JUMPS, 51).bytes());
    }
    IndexSummary summary = index(false);
    assertThat(summary.indexed()).isEqualTo(7);
    assertThat(summary.skipped()).hasSize(5);
    assertThat(summary.skipped())
        .extracting(SkippedFile::reason)
        .allSatisfy(reason -> assertThat(reason).isNotBlank());
    assertThat(summary.skipped())
        .extracting(SkippedFile::reason)
        .anyMatch(r -> r.contains("line 3"));
    IndexSummary again = index(false);
    assertThat(again.indexed()).isZero();
    assertThat(again.skipped()).isEqualTo(summary.skipped());
  }

  @Test
  void theIndexKnowsWhatMadeIt() throws Exception {
    index(false);
    try (LiveIndex index = new LuceneGenerations(home).openLive()) {
      assertThat(TestIndex.manifest(index))
          .isEqualTo(IndexManifest.of(TestModel.encoder().model()));
      assertThat(new LuceneGenerations(home).problems()).isEmpty();
    }
  }

  @Test
  void publishingAnotherGenerationMovesReaders() throws Exception {
    index(false);
    LuceneGenerations indexHome = new LuceneGenerations(home);
    try (LiveIndex index = indexHome.openLive()) {
      IndexManifest made = IndexManifest.of(TestModel.encoder().model());
      IndexManifest other =
          new IndexManifest(made.schema(), "other", "1", "f".repeat(64), made.dimension());
      try (IndexWriter writer = indexHome.begin(other)) {
        writer.commit();
      }
      assertThat(TestIndex.sizes(index).maps()).isEqualTo(6);
      indexHome.publish(indexHome.nameFor(other));
      index.refresh();
      assertThat(TestIndex.sizes(index).maps()).isZero();
    }
    assertThat(index(false).unchanged()).isEqualTo(6); // the model's own generation comes back
    try (Stream<Path> generations = Files.list(home)) {
      assertThat(generations.filter(Files::isDirectory)).hasSize(2); // the one before stays
    }
    assertThat(index(false).indexed()).isZero();
    try (Stream<Path> generations = Files.list(home)) {
      assertThat(generations.filter(Files::isDirectory)).hasSize(1);
    }
  }

  @Test
  void twoWritersGetInEachOthersWayWithAMessage() throws Exception {
    index(false);
    LuceneGenerations indexHome = new LuceneGenerations(home);
    try (IndexWriter writer = indexHome.begin(IndexManifest.of(TestModel.encoder().model()))) {
      assertThat(writer.hasUncommittedChanges()).isFalse();
      assertThatThrownBy(() -> index(false)).hasMessageContaining("another kiai");
    }
  }

  @Test
  void progressCountsFiles() throws Exception {
    AtomicLong found = new AtomicLong();
    AtomicLong done = new AtomicLong();
    AtomicBoolean reading = new AtomicBoolean();
    new Indexer(new LuceneGenerations(home), TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(
            Dataset.of(List.of(maps), InputLimits.DEFAULT),
            IndexRequest.KEEP,
            new IndexProgress() {
              @Override
              public void began(Phase phase, long total) {
                reading.set(phase == Phase.READING);
                if (phase == Phase.READING) {
                  found.set(total);
                }
              }

              @Override
              public void done(long files, long written, long windows) {
                if (reading.get()) {
                  done.accumulateAndGet(files, Math::max);
                }
              }
            });
    assertThat(found.get()).isEqualTo(6);
    assertThat(done.get()).isEqualTo(6);
  }

  @Test
  void aMissingIndexSaysHowToMakeOne() {
    assertThatThrownBy(() -> new LuceneGenerations(folder.resolve("none")).openLive())
        .hasMessageContaining("kiai index");
  }

  @Test
  void aPointerNeverLeadsOutOfTheIndex() throws Exception {
    index(false);
    Path outside = folder.resolve("generation-outside");
    Files.move(home.resolve(new LuceneGenerations(home).current().orElseThrow()), outside);
    Files.writeString(home.resolve("CURRENT"), "../generation-outside", StandardCharsets.UTF_8);
    assertThatThrownBy(() -> new LuceneGenerations(home).openLive())
        .isInstanceOf(IOException.class);
  }
}
