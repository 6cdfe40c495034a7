package kiai.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import kiai.TestModel;
import kiai.embeddings.Encoder;
import kiai.index.IndexManifest;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ordinary days on which a collection must not shrink: each was an attack that succeeded once. */
@Tag("hostile")
class NothingIsLostTest extends CollectionFixture {
  private static final Path TABLE =
      Path.of("src/test/resources/kiai/dataset/embeddings-zstd.parquet");
  private static final Path NEVER_READABLE = Path.of("/proc/self/mem"); // reading is an I/O error

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5_000})
  void anEmptiedFileKeepsItsMap(int zeros) throws Exception {
    Path file = write(maps.resolve("set 0"), 0);
    byte[] whole = Files.readAllBytes(file);
    index(IndexRequest.KEEP, maps);
    Files.write(file, new byte[zeros]);
    for (int run = 0; run < 2; run++) {
      IndexSummary emptied = index(IndexRequest.PRUNE, maps);
      assertThat(emptied.removed()).isZero();
      assertThat(emptied.skipped()).singleElement().matches(SkippedFile::passing);
      assertThat(maps()).isEqualTo(4);
    }
    Files.write(file, whole);
    assertThat(index(IndexRequest.PRUNE, maps).skipped()).isEmpty();
    assertThat(maps()).isEqualTo(4);
  }

  @Test
  void aRootAboveALinkIsTheFolderOfItsTarget() throws Exception {
    assumeTrue(java.io.File.separatorChar == '/', "elsewhere .. is a matter of text");
    Path link = folder.resolve("a").resolve("link");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Files.createDirectories(maps.resolve("set 0")));
    index(IndexRequest.KEEP, link.resolve("..").resolve("set 1"));
    assertThat(maps()).isEqualTo(1);
    assertThat(index(IndexRequest.KEEP, maps).indexed()).isEqualTo(3);
  }

  @Test
  void aFileThatCannotBeReadOnceIsKeptAndReadAgain() throws Exception {
    assumeTrue(Files.exists(NEVER_READABLE), "this system has no file that cannot be read");
    Path file = write(maps.resolve("set 0"), 0);
    index(IndexRequest.KEEP, maps);
    Path away = folder.resolve("away");
    Files.move(file, away);
    Files.createSymbolicLink(file, NEVER_READABLE);
    for (int run = 0; run < 2; run++) {
      IndexSummary failed = index(IndexRequest.PRUNE, maps);
      assertThat(failed.removed()).isZero();
      assertThat(failed.skipped()).singleElement().matches(SkippedFile::passing);
      assertThat(maps()).isEqualTo(4);
    }
    Files.delete(file);
    Files.move(away, file);
    IndexSummary again = index(IndexRequest.KEEP, maps);
    assertThat(again.skipped()).isEmpty();
    assertThat(again.indexed()).isZero();
    assertThat(maps()).isEqualTo(4);
  }

  @Test
  void aFileThatCouldNeverBeReadIsNotRemembered() throws Exception {
    assumeTrue(Files.exists(NEVER_READABLE), "this system has no file that cannot be read");
    Path file = maps.resolve("late.osu");
    Files.createSymbolicLink(file, NEVER_READABLE);
    assertThat(index(IndexRequest.KEEP, maps).skipped()).hasSize(1);
    Files.delete(file);
    Files.copy(write(folder.resolve("other"), 5), file);
    assertThat(index(IndexRequest.KEEP, maps).indexed()).isEqualTo(1);
  }

  @Test
  void otherContentUnderTheOldSizeAndTimeIsSeen() throws Exception {
    Path file = write(maps.resolve("set 0"), 0);
    index(IndexRequest.KEEP, maps);
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.UTF_8).replace("Song 0", "Gong 0");
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, time);
    assumeTrue(Files.getFileStore(file).supportsFileAttributeView("unix"), "not a Unix system");
    assertThat(index(IndexRequest.KEEP, maps).indexed()).isEqualTo(1);
    assertThat(maps()).isEqualTo(4);
  }

  @Test
  void aLinkWhoseTargetIsAwayKeepsItsMaps() throws Exception {
    Path drive = folder.resolve("drive");
    write(drive.resolve("sub"), 5);
    Files.createSymbolicLink(maps.resolve("link"), drive.resolve("sub"));
    index(IndexRequest.KEEP, maps);
    assertThat(maps()).isEqualTo(5);
    Files.move(drive, folder.resolve("unplugged"));
    IndexSummary pruned = index(IndexRequest.PRUNE, maps);
    assertThat(pruned.removed()).isZero();
    assertThat(pruned.notes()).anyMatch(note -> note.path().contains("link whose target"));
    assertThat(maps()).isEqualTo(5);
    Files.delete(maps.resolve("link"));
    assertThat(index(IndexRequest.PRUNE, maps).removed()).isEqualTo(1);
  }

  @Test
  void anEmptyRootLooksLikeADriveThatIsNotThere() throws Exception {
    Path drive = folder.resolve("mounted");
    write(drive.resolve("set"), 5);
    index(IndexRequest.KEEP, maps, drive);
    Files.move(drive.resolve("set"), folder.resolve("unmounted"));
    assertThat(index(IndexRequest.PRUNE, maps, drive).removed()).isZero();
    assertThat(maps()).isEqualTo(5);
    assertThat(index(new IndexRequest(true, true, true), maps, drive).removed()).isEqualTo(1);
    assertThat(maps()).isEqualTo(4);
  }

  private Path archive(int method) throws IOException {
    Path archive = maps.resolve("a.osz");
    byte[] map = Files.readAllBytes(write(folder.resolve("other"), 5));
    java.util.zip.CRC32 sum = new java.util.zip.CRC32();
    sum.update(map);
    try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(archive))) {
      var entry = new java.util.zip.ZipEntry("a.osu");
      entry.setMethod(method);
      entry.setSize(map.length);
      entry.setCrc(sum.getValue());
      zip.putNextEntry(entry);
      zip.write(map);
      zip.closeEntry();
    }
    return archive;
  }

  @Test
  void anArchiveThatIsCutOffOrGarbledKeepsItsMaps() throws Exception {
    Path archive = archive(java.util.zip.ZipEntry.STORED);
    index(IndexRequest.KEEP, maps);
    byte[] whole = Files.readAllBytes(archive);
    byte[] garbled = whole.clone();
    for (int i = whole.length / 3; i < whole.length / 3 + 40; i++) {
      garbled[i] ^= 1;
    }
    for (byte[] bytes : List.of(java.util.Arrays.copyOf(whole, whole.length / 2), garbled)) {
      Files.write(archive, bytes);
      IndexSummary summary = index(IndexRequest.PRUNE, maps);
      assertThat(summary.indexed() + summary.removed()).isZero();
      assertThat(summary.skipped()).singleElement().matches(SkippedFile::passing);
      assertThat(maps()).isEqualTo(5);
    }
    Files.write(archive, whole);
    assertThat(index(IndexRequest.KEEP, maps).skipped()).isEmpty();
    assertThat(maps()).isEqualTo(5);
  }

  @Test
  void theOrderOfNestedRootsDoesNotMatter() throws Exception {
    Path inner = maps.resolve("inner");
    write(inner.resolve("set"), 5);
    index(IndexRequest.KEEP, maps);
    Files.move(inner.resolve("set"), folder.resolve("unmounted"));
    assertThat(index(IndexRequest.PRUNE, maps, inner).removed()).isZero();
    assertThat(index(IndexRequest.PRUNE, inner, maps).removed()).isZero();
    assertThat(maps()).isEqualTo(5);
  }

  @Test
  void anUnfinishedGenerationIsNotTakenForALostOne() throws Exception {
    index(IndexRequest.KEEP, maps);
    String first = generations().current().orElseThrow();
    try (Encoder rounded = rounded();
        var writer = generations().begin(IndexManifest.of(rounded.model()))) {
      writer.attach("x.kiai", out -> out.write(1));
      writer.commit();
    }
    Files.writeString(home.resolve("CURRENT"), "junk");
    assertThat(generations().current()).contains(first);
  }

  @Test
  void filesThatAreReallyGoneAreForgotten() throws Exception {
    index(IndexRequest.KEEP, maps);
    deleteAll(maps.resolve("set 0"));
    Files.delete(write(maps.resolve("set 1"), 1));
    assertThat(index(IndexRequest.PRUNE, maps).removed()).isEqualTo(2);
    assertThat(maps()).isEqualTo(2);
  }

  @Test
  void anotherPrecisionOverOneFolderBringsAllOthersAlong() throws Exception {
    Path one = maps.resolve("set 0");
    index(IndexRequest.KEEP, maps);
    try (Encoder rounded = rounded()) {
      index(rounded, IndexRequest.KEEP, one);
      assertThat(maps()).isEqualTo(4);
      assertThat(manifest()).isEqualTo(IndexManifest.of(rounded.model()));
    }
    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    index(IndexRequest.KEEP, nothing);
    assertThat(maps()).isEqualTo(4);
  }

  @Test
  void mapsThatAnotherPrecisionCannotEmbedAreNamedFirst() throws Exception {
    index(IndexRequest.KEEP, maps);
    IndexManifest before = manifest();
    deleteAll(maps.resolve("set 3"));
    try (Encoder rounded = rounded()) {
      assertThatThrownBy(() -> index(rounded, IndexRequest.KEEP, maps.resolve("set 0")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("1 maps of 1 files")
          .hasMessageContaining("set 3")
          .hasMessageContaining("--yes");
      assertThat(manifest()).isEqualTo(before);
      assertThat(maps()).isEqualTo(4);
      index(rounded, new IndexRequest(false, true, true), maps.resolve("set 0"));
      assertThat(maps()).isEqualTo(3);
    }
  }

  @Test
  void anIndexOfAnotherModelIsNotExchangedWithoutAWord() throws Exception {
    index(IndexRequest.KEEP, maps);
    try (Encoder rounded = rounded()) {
      assertThatThrownBy(() -> index(rounded, new IndexRequest(false, false, false), maps))
          .hasMessageContaining("another model or precision");
      assertThatThrownBy(
              () -> new Indexer(generations(), rounded, InputLimits.DEFAULT, 2).forget(maps))
          .hasMessageContaining("another model or precision");
    }
    assertThat(maps()).isEqualTo(4);
  }

  @Test
  void twoTablesOfTheSameRowsBothHoldThem() throws Exception {
    Path first =
        Files.copy(TABLE, Files.createDirectory(folder.resolve("a")).resolve("t1.parquet"));
    Path second =
        Files.copy(TABLE, Files.createDirectory(folder.resolve("t")).resolve("t2.parquet"));
    Indexer indexer = Indexer.withoutModel(generations(), 16, InputLimits.DEFAULT);
    indexer.run(open(first, second), IndexRequest.KEEP, IndexProgress.NONE);
    assertThat(maps()).isEqualTo(24);
    Files.delete(second);
    Files.writeString(second.resolveSibling("left.txt"), "so that the folder is not empty");
    indexer.run(open(first, second.getParent()), IndexRequest.PRUNE, IndexProgress.NONE);
    assertThat(maps()).isEqualTo(24);
    indexer.run(open(first), IndexRequest.KEEP, IndexProgress.NONE);
    assertThat(maps()).isEqualTo(24);
    Files.delete(first);
    Files.writeString(first.resolveSibling("left.txt"), "so that the folder is not empty");
    indexer.run(open(first.getParent()), IndexRequest.PRUNE, IndexProgress.NONE);
    assertThat(maps()).isZero();
  }

  @Test
  void aTableOfVectorsOfAnotherLengthIsNotLost() throws Exception {
    Path table = Files.copy(TABLE, folder.resolve("t.parquet"));
    Indexer.withoutModel(generations(), 16, InputLimits.DEFAULT)
        .run(open(table), IndexRequest.KEEP, IndexProgress.NONE);
    assertThatThrownBy(() -> index(IndexRequest.KEEP, maps))
        .hasMessageContaining("24 maps of 1 files");
    assertThat(maps()).isEqualTo(24);
    index(new IndexRequest(false, true, true), maps);
    assertThat(maps()).isEqualTo(4);
  }

  @Test
  void aMapOfATableAndOfAFileGoesWithTheLastOfThem() throws Exception {
    index(IndexRequest.KEEP, maps);
    Path table = folder.resolve("mine.parquet");
    try (LiveIndex live = generations().openLive();
        IndexSnapshot snapshot = live.snapshot()) {
      new EmbeddingExport(snapshot, new kiai.query.Condition.Everything(), false)
          .write(table, null, _ -> {});
    }
    index(IndexRequest.KEEP, table);
    home = folder.resolve("together");
    index(IndexRequest.KEEP, maps, table);
    assertThat(maps()).as("a map of both is one map").isEqualTo(4);
    for (int i = 0; i < 4; i++) {
      deleteAll(maps.resolve("set " + i));
    }
    Files.writeString(maps.resolve("left.txt"), "so that the folder is not empty");
    assertThat(index(IndexRequest.PRUNE, maps, table).removed()).isZero();
    assertThat(maps()).isEqualTo(4);
  }

  @Test
  void namesThatAreNoUtf8AreKept() throws Exception {
    Path broken;
    try {
      broken = Path.of(java.net.URI.create(maps.toUri() + "%E9.osz"));
    } catch (IllegalArgumentException e) {
      assumeTrue(false, "names are not bytes here");
      return;
    }
    Path map = write(folder.resolve("other"), 5);
    try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(broken))) {
      zip.putNextEntry(new java.util.zip.ZipEntry("a.osu"));
      zip.write(Files.readAllBytes(map));
      zip.closeEntry();
    }
    Path other = Path.of(java.net.URI.create(maps.toUri() + "%E8.osu"));
    Files.copy(write(folder.resolve("more"), 6), other);
    assertThat(index(IndexRequest.KEEP, maps).indexed()).isEqualTo(6);
    IndexSummary again = index(IndexRequest.PRUNE, maps);
    assertThat(again.indexed() + again.removed()).isZero();
    assertThat(maps()).isEqualTo(6);
  }

  @Test
  void theGenerationBeforeStaysUntilTheNextRun() throws Exception {
    index(IndexRequest.KEEP, maps);
    String first = generations().current().orElseThrow();
    try (Encoder rounded = rounded()) {
      index(rounded, IndexRequest.KEEP, maps);
      assertThat(home.resolve(first)).isDirectory();
      index(rounded, IndexRequest.KEEP, maps);
      assertThat(home.resolve(first)).doesNotExist();
    }
  }

  @Test
  void twoPrecisionsDoNotWriteAtOnce() throws Exception {
    index(IndexRequest.KEEP, maps);
    try (Encoder rounded = rounded();
        var writer = generations().begin(IndexManifest.of(TestModel.encoder().model()))) {
      assertThat(writer.hasUncommittedChanges()).isFalse();
      assertThatThrownBy(() -> index(rounded, IndexRequest.KEEP, maps))
          .hasMessageContaining("another kiai (process " + ProcessHandle.current().pid());
    }
    assertThat(maps()).isEqualTo(4);
  }
}
