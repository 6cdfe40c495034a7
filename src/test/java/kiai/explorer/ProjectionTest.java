package kiai.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.TestModel;
import kiai.index.IndexSnapshot;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.sources.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectionTest {
  @TempDir private Path folder;

  /** Vectors of length 1 around some directions. */
  private static float[][] clustered(int clusters, int ofEach, int dimension) {
    Random random = new Random(5);
    float[][] points = new float[clusters * ofEach][dimension];
    for (int c = 0; c < clusters; c++) {
      double[] centre = random.doubles(dimension, -1, 1).toArray();
      for (int i = 0; i < ofEach; i++) {
        float[] point = points[c * ofEach + i];
        double length = 0;
        for (int d = 0; d < dimension; d++) {
          point[d] = (float) (centre[d] + 0.1 * random.nextGaussian());
          length += point[d] * point[d];
        }
        for (int d = 0; d < dimension; d++) {
          point[d] /= (float) Math.sqrt(length);
        }
      }
    }
    return points;
  }

  @Test
  void alikeVectorsLieTogether() {
    float[][] plane = PlaneLayout.of(clustered(6, 40, 32), new Random(1));
    int right = 0;
    for (int i = 0; i < plane.length; i++) {
      int at = i;
      int nearest =
          IntStream.range(0, plane.length)
              .filter(j -> j != at)
              .boxed()
              .min((a, b) -> Double.compare(distance(plane, at, a), distance(plane, at, b)))
              .orElseThrow();
      right += nearest / 40 == i / 40 ? 1 : 0;
    }
    assertThat(right).isGreaterThan(plane.length * 95 / 100);
  }

  private static double distance(float[][] plane, int a, int b) {
    return Math.hypot(plane[a][0] - plane[b][0], plane[a][1] - plane[b][1]);
  }

  @Test
  void theSameVectorsGetTheSamePlaces() {
    float[][] points = clustered(3, 20, 16);
    assertThat(PlaneLayout.of(points, new Random(2)))
        .isDeepEqualTo(PlaneLayout.of(points, new Random(2)));
  }

  @Test
  void fewAndEqualVectorsHavePlacesToo() {
    for (int n : new int[] {0, 1, 2, 3, 16, 40}) {
      float[][] equal = new float[n][8];
      for (float[] point : equal) {
        point[0] = 1;
      }
      float[][] plane = PlaneLayout.of(equal, new Random(3));
      assertThat(plane).hasNumberOfRows(n);
      for (float[] place : plane) {
        assertThat(Float.isFinite(place[0]) && Float.isFinite(place[1])).isTrue();
      }
    }
  }

  @Test
  void clustersOfVectorsAreFound() {
    float[][] points = clustered(4, 30, 16);
    float[][] centres = Landmarks.centres(points, 4, new Random(4));
    int[] nearest = Landmarks.nearest(points, centres);
    for (int c = 0; c < 4; c++) {
      int first = nearest[c * 30];
      assertThat(Arrays.copyOfRange(nearest, c * 30, c * 30 + 30)).containsOnly(first);
    }
    assertThat(Landmarks.centres(points, 500, new Random(4))).hasDimensions(120, 16);
  }

  private MapProjection indexed(LuceneGenerations home, Path maps) throws Exception {
    new Indexer(home, TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(Dataset.of(List.of(maps), InputLimits.DEFAULT), IndexRequest.KEEP, IndexProgress.NONE);
    return projection(home);
  }

  private static MapProjection projection(LuceneGenerations home) throws IOException {
    try (IndexSnapshot snapshot = home.open(home.current().orElseThrow())) {
      return MapProjection.read(snapshot);
    }
  }

  private static Map<String, List<Float>> places(MapProjection projection) {
    Map<String, List<Float>> places = new HashMap<>();
    for (int i = 0; i < projection.size(); i++) {
      places.put(projection.md5Of(i), List.of(projection.x()[i], projection.y()[i]));
    }
    return places;
  }

  @Test
  void indexingPlacesEveryMapAndLeavesTheOthersWhereTheyAre() throws Exception {
    Path maps = folder.resolve("maps");
    for (int i = 0; i < 20; i++) {
      TestMaps.of(Style.values()[i % 9], 100 + i)
          .ids(100 + i, 9_000 + i)
          .writeTo(maps.resolve("s" + i));
    }
    LuceneGenerations home = new LuceneGenerations(folder.resolve("index"));
    MapProjection first = indexed(home, maps);
    assertThat(first.size()).isEqualTo(20);
    for (int i = 0; i < 20; i++) {
      assertThat(first.x()[i]).isBetween(-1.1f, 1.1f);
      assertThat((int) first.cluster()[i]).isBetween(0, first.centres().length - 1);
    }
    TestMaps.of(Style.JUMPS, 300).ids(300, 9_300).writeTo(maps.resolve("new"));
    MapProjection second = indexed(home, maps);
    assertThat(second.size()).isEqualTo(21);
    assertThat(places(second)).containsAllEntriesOf(places(first));
  }

  @Test
  void aDamagedProjectionIsSaidAndMadeAnew() throws Exception {
    Path maps = folder.resolve("maps");
    TestMaps.of(Style.JUMPS, 1).ids(1, 1).writeTo(maps);
    LuceneGenerations home = new LuceneGenerations(folder.resolve("index"));
    indexed(home, maps);
    Path file =
        folder.resolve("index").resolve(home.current().orElseThrow()).resolve("projection.kiai");
    Files.write(file, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> projection(home)).isInstanceOf(IOException.class);
    TestMaps.of(Style.JUMPS, 2).ids(2, 2).writeTo(maps.resolve("second"));
    assertThat(indexed(home, maps).size()).isEqualTo(2);
  }
}
