package kiai.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import kiai.TestIndex;
import kiai.index.CandidateRequest;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.MapRef;
import kiai.map.MapFields;
import kiai.query.Condition;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that Lucene 9.12.3 wrote opens, answers, and is rewritten. */
class OldLuceneTest {
  @TempDir private Path folder;

  private Path unpack() throws IOException {
    Path generation = Files.createDirectories(folder.resolve("generation-1-old"));
    try (ZipInputStream zip =
        new ZipInputStream(OldLuceneTest.class.getResourceAsStream("lucene9.zip"))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        Files.copy(zip, generation.resolve(Path.of(e.getName()).getFileName()));
      }
    }
    Files.writeString(folder.resolve("CURRENT"), "generation-1-old\n");
    return generation;
  }

  private static int majorOfSegments(Path generation) throws IOException {
    try (FSDirectory directory = FSDirectory.open(generation)) {
      return SegmentInfos.readLatestCommit(directory).getMinSegmentLuceneVersion().major;
    }
  }

  private void ask() throws IOException {
    try (LiveIndex index = new LuceneGenerations(folder).openLive()) {
      assertThat(TestIndex.sizes(index).maps()).isEqualTo(2);
      assertThat(TestIndex.sizes(index).windows()).isEqualTo(4);
      assertThat(TestIndex.manifest(index).modelName()).isEqualTo("old");
      try (IndexSnapshot snapshot = index.snapshot()) {
        assertThat(
                snapshot.best(
                    new Condition.Text(List.of(MapFields.TITLE), "song", Condition.Match.ALL_WORDS),
                    10))
            .hasSize(2);
        float[] query = new float[256];
        query[1] = 1;
        MapRef nearest =
            snapshot
                .candidates(
                    new CandidateRequest(new Condition.Everything(), 2, query, 1, List.of(), 0))
                .iterator()
                .next();
        assertThat(snapshot.record(nearest).title()).isEqualTo("Old Song 1");
      }
    }
  }

  @Test
  void anOldIndexOpensAndIsRewritten() throws IOException {
    Path generation = unpack();
    assertThat(majorOfSegments(generation)).isEqualTo(9);
    ask();
    new LuceneGenerations(folder).upgradeFormat();
    assertThat(majorOfSegments(generation)).isEqualTo(Version.LATEST.major);
    ask();
    assertThat(new LuceneGenerations(folder).problems()).isEmpty();
  }
}
