package kiai.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import kiai.embeddings.Encoder;
import kiai.explorer.MapProjection;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damage to the files of an index is named, mended, and never taken for an index with fewer maps.
 */
@Tag("hostile")
class DamagedIndexTest extends CollectionFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {"generation-3-ffffffffffff\n", "", "generation-4", "\u0000\u0000", "../x"})
  void aDamagedPointerIsFoundAgain(String content) throws Exception {
    index(IndexRequest.KEEP, maps);
    Files.writeString(home.resolve("CURRENT"), content);
    assertThat(generations().problems()).singleElement().asString().contains("CURRENT");
    assertThat(maps()).isEqualTo(4);
    assertThat(index(IndexRequest.KEEP, maps).indexed()).isZero();
    assertThat(generations().problems()).isEmpty();
  }

  @Test
  void aLostPointerIsFoundAgain() throws Exception {
    index(IndexRequest.KEEP, maps);
    Files.delete(home.resolve("CURRENT"));
    assertThat(maps()).isEqualTo(4);
    assertThat(generations().problems()).isNotEmpty();
  }

  @Test
  void damageIsNamedAndMended() throws Exception {
    index(IndexRequest.KEEP, maps);
    Path generation = home.resolve(generations().current().orElseThrow());
    Random random = new Random(7);
    List<Path> files;
    try (Stream<Path> all = Files.list(generation)) {
      files =
          all.filter(f -> f.getFileName().toString().startsWith("_") || f.endsWith("segments_1"))
              .sorted()
              .toList();
    }
    assertThat(files).hasSizeGreaterThan(2);
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      assertThat(generations().problems()).as(file.toString()).isNotEmpty();
      IndexSummary mended = index(IndexRequest.KEEP, maps);
      assertThat(mended.notes()).as(file.toString()).anyMatch(n -> n.reason().contains("damaged"));
      assertThat(maps()).isEqualTo(4);
      assertThat(generations().problems()).isEmpty();
      // back to the first state, for the next file
      Path now = home.resolve(generations().current().orElseThrow());
      deleteAll(now);
      try (Stream<Path> kept = Files.list(home)) {
        Path first =
            kept.filter(p -> p.getFileName().toString().startsWith("damaged-"))
                .findFirst()
                .orElseThrow();
        Files.move(first, now);
      }
      Files.write(file, whole);
      assertThat(maps()).isEqualTo(4);
    }
  }

  @Test
  void aDamagedProjectionIsNamedAndMadeAnew() throws Exception {
    index(IndexRequest.KEEP, maps);
    Path file = home.resolve(generations().current().orElseThrow()).resolve(MapProjection.FILE);
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 7, whole.length / 2, whole.length - 1}) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      try (LiveIndex live = generations().openLive();
          IndexSnapshot snapshot = live.snapshot()) {
        assertThat(kiai.explorer.ProjectionBuilder.problem(snapshot)).isPresent();
      }
      index(IndexRequest.KEEP, maps);
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
  }

  @Test
  void aSegmentThatTheStorageDoesNotGiveBackIsRepairedAround() throws Exception {
    Path unreadable = Path.of("/proc/self/mem"); // reading is an I/O error
    assumeTrue(Files.exists(unreadable), "this system has no file that cannot be read");
    index(IndexRequest.KEEP, maps);
    Path generation = home.resolve(generations().current().orElseThrow());
    Path segment;
    try (Stream<Path> all = Files.list(generation)) {
      segment =
          all.filter(f -> f.getFileName().toString().endsWith(".cfs")).findFirst().orElseThrow();
    }
    Files.delete(segment);
    Files.createSymbolicLink(segment, unreadable);
    assertThat(generations().problems()).isNotEmpty();
    IndexSummary mended = index(IndexRequest.KEEP, maps);
    assertThat(mended.notes()).anyMatch(note -> note.reason().contains("damaged"));
    assertThat(mended.missing()).isZero();
    assertThat(maps()).isEqualTo(4);
    assertThat(generations().problems()).isEmpty();
  }

  @Test
  void mapsThatARepairLostAreNamedUntilTheyAreBack() throws Exception {
    Path one = maps.resolve("set 0");
    index(IndexRequest.KEEP, maps);
    loseTheOnlySegment();
    IndexSummary part = index(IndexRequest.KEEP, one);
    assertThat(part.missing()).isEqualTo(3);
    assertThat(generations().problems()).singleElement().asString().contains("held 4 maps");
    assertThat(index(IndexRequest.KEEP, one).missing()).isEqualTo(3); // not only the first time
    assertThat(index(IndexRequest.KEEP, maps).missing()).isZero();
    assertThat(generations().problems()).isEmpty();
    assertThat(index(IndexRequest.KEEP, one).missing()).isZero();
    assertThat(maps()).isEqualTo(4);
  }

  @Test
  void aDamagedCountKeepsNobodyFromRepairing() throws Exception {
    index(IndexRequest.KEEP, maps);
    loseTheOnlySegment();
    Path generation = home.resolve(generations().current().orElseThrow());
    Files.write(generation.resolve("published"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(index(IndexRequest.KEEP, maps).missing()).isZero();
    assertThat(maps()).isEqualTo(4);
  }

  @Test
  void mapsThatARepairLostCanBeGivenUp() throws Exception {
    index(IndexRequest.KEEP, maps);
    loseTheOnlySegment();
    Path one = maps.resolve("set 0");
    assertThat(index(new IndexRequest(false, true, true), one).missing()).isEqualTo(3);
    assertThat(index(IndexRequest.KEEP, one).missing()).isZero();
    assertThat(generations().problems()).isEmpty();
  }

  @Test
  void aDamagedIndexIsNotExchangedWithoutAWord() throws Exception {
    index(IndexRequest.KEEP, maps);
    loseTheOnlySegment();
    Path one = maps.resolve("set 0");
    try (Encoder rounded = rounded()) {
      for (int run = 0; run < 2; run++) {
        assertThatThrownBy(() -> index(rounded, IndexRequest.KEEP, one))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("0 of its 4 maps are left");
      }
      index(IndexRequest.KEEP, maps); // at its own precision
      index(rounded, IndexRequest.KEEP, one);
      assertThat(maps()).isEqualTo(4);
    }
  }

  @Test
  void aPointerThatIsAFolderIsMovedAside() throws Exception {
    index(IndexRequest.KEEP, maps);
    Files.delete(home.resolve("CURRENT"));
    Files.createDirectories(home.resolve("CURRENT").resolve("x"));
    assertThat(maps()).isEqualTo(4);
    assertThat(index(IndexRequest.KEEP, maps).indexed()).isZero();
    assertThat(generations().problems()).isEmpty();
  }

  @Test
  void anIndexWhoseFolderIsGoneIsNamed() throws Exception {
    index(IndexRequest.KEEP, maps);
    deleteAll(home.resolve(generations().current().orElseThrow()));
    assertThat(generations().problems()).isNotEmpty();
    IndexSummary anew = index(IndexRequest.KEEP, maps);
    assertThat(anew.notes()).anyMatch(note -> note.reason().contains("is gone"));
    assertThat(maps()).isEqualTo(4);
    assertThat(generations().problems()).isEmpty();
  }

  @Test
  void aGenerationThatNoRunCompletedIsNamed() throws Exception {
    index(IndexRequest.KEEP, maps);
    Path generation = home.resolve(generations().current().orElseThrow());
    Files.delete(home.resolve("CURRENT"));
    Files.delete(generation.resolve("published"));
    assertThat(generations().problems()).singleElement().asString().contains("holds 4 maps");
    assertThat(index(IndexRequest.KEEP, maps).indexed()).isZero();
    assertThat(maps()).isEqualTo(4);
  }

  private void loseTheOnlySegment() throws IOException {
    Path generation = home.resolve(generations().current().orElseThrow());
    try (Stream<Path> all = Files.list(generation)) {
      for (Path file : all.filter(f -> f.getFileName().toString().startsWith("_")).toList()) {
        Files.write(file, new byte[10]);
      }
    }
  }
}
