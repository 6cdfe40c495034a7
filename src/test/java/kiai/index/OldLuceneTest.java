package kiai.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.TermQuery;
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
    try (BeatmapIndex index = BeatmapIndex.open(new IndexHome(folder))) {
      assertThat(index.maps()).isEqualTo(2);
      assertThat(index.windows()).isEqualTo(4);
      assertThat(index.facts().modelName()).isEqualTo("old");
      index.search(searcher -> {
        var byText = searcher.search(new TermQuery(new Term(Schema.TITLE, "song")), 10);
        assertThat(byText.scoreDocs).hasSize(2);
        float[] query = new float[256];
        query[1] = 1;
        var nearest = searcher.search(new KnnFloatVectorQuery(Schema.MAP_VECTOR, query, 1), 1);
        BeatmapRecord map =
            MapDocuments.record(searcher.storedFields().document(nearest.scoreDocs[0].doc));
        assertThat(map.title()).isEqualTo("Old Song 1");
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
          assertThat(leaf.reader()).isInstanceOf(SegmentReader.class);
        }
        return null;
      });
    }
  }

  @Test
  void anOldIndexOpensAndIsRewritten() throws IOException {
    Path generation = unpack();
    assertThat(majorOfSegments(generation)).isEqualTo(9);
    ask();
    IndexHealth.upgrade(generation);
    assertThat(majorOfSegments(generation)).isEqualTo(Version.LATEST.major);
    ask();
    assertThat(IndexHealth.problemOf(generation)).isNull();
  }
}
