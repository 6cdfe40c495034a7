package kiai.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kiai.TestIndex;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.input.InputLimits;
import kiai.sources.Dataset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps made to break the star calculator: the run goes on, and says what it could not do. */
@Tag("hostile")
class HostileMapsTest {
  @TempDir private Path folder;

  private static String head(int mode) {
    return "osu file format v14\n\n[General]\nMode: %d\n\n[Metadata]\nTitle:Hostile\n\n[Difficulty]\nCircleSize:4\nSliderMultiplier:1.4\nSliderTickRate:1\n\n"
        .formatted(mode);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve("maps").resolve(name), text);
  }

  @Test
  void theRunGoesOnAndTellsWhatHasNoRating() throws Exception {
    Files.createDirectories(folder.resolve("maps"));
    TestMaps.of(TestMaps.Style.JUMPS, 1).writeTo(folder.resolve("maps/good"));
    String timing = "[TimingPoints]\n0,300,4,1,0,100,1,0\n\n[HitObjects]\n";
    String circles =
        "100,100,1000,1,0,0:0:0:0:\n200,200,1500,1,0,0:0:0:0:\n300,100,9000,1,0,0:0:0:0:\n";
    StringBuilder points = new StringBuilder("B");
    for (int i = 0; i < 200_000; i++) {
      points.append('|').append(i % 512).append(':').append(i * 7 % 384);
    }
    write("slider.osu", head(0) + timing + circles + "256,192,3000,2,0," + points + ",1,100000\n");
    write("spinner.osu", head(2) + timing + circles + "256,192,3000,12,0,2073600000,0:0:0:0:\n");
    write(
        "nan.osu",
        head(0)
            + "[TimingPoints]\nNaN,NaN,4,1,0,100,1,0\n0,300,4,1,0,100,1,0\n500,NaN,4,1,0,100,0,0\n\n[HitObjects]\n"
            + circles);
    IndexSummary summary =
        new Indexer(
                new LuceneGenerations(folder.resolve("index")),
                TestModel.encoder(),
                InputLimits.DEFAULT,
                2)
            .run(
                Dataset.of(List.of(folder.resolve("maps")), InputLimits.DEFAULT),
                IndexRequest.KEEP,
                IndexProgress.NONE);
    assertThat(summary.seen()).isEqualTo(4);
    assertThat(summary.indexed() + summary.skipped().size()).isEqualTo(4);
    assertThat(summary.indexed()).isPositive();
    assertThat(summary.notes().size() + summary.skipped().size())
        .as("%s %s", summary.notes(), summary.skipped())
        .isPositive();
    assertThat(summary.notes())
        .allMatch(n -> n.reason().startsWith("indexed without a star rating: "));
    try (LiveIndex index = new LuceneGenerations(folder.resolve("index")).openLive()) {
      TestIndex.maps(index)
          .forEach(map -> {
            if (map.title().equals("Test Song")) {
              assertThat(map.stars()).isPositive();
            }
            if (map.stars() != null) {
              assertThat(map.stars()).isFinite();
            }
          });
    }
  }
}
