package kiai.explorer;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import kiai.embeddings.VectorMath;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;

/**
 * Projects the maps of a generation to a plane.
 *
 * <ol>
 *   <li>When most of them have places already, only the others are placed, by landmarks among those
 *       that have one.
 *   <li>Else a sample of at most {@link #LANDMARKS} maps is laid out by {@link PlaneLayout} and
 *       clustered by k-means.
 *   <li>Every other map goes between the landmarks that are most alike.
 * </ol>
 */
public final class ProjectionBuilder {
  private static final int LANDMARKS = 2_500;
  private static final int CLUSTERS = 24;
  private static final int PLACED_BY = 4;
  private static final double SHARPNESS = 12; // of the weights among those
  private static final double JITTER = 0.006; // so that equal maps are not one point
  private static final double KNOWN_ENOUGH = 0.8;
  private static final long SEED = 20_071_006; // osu!'s first set

  @SuppressWarnings("ArrayRecordComponent") // columns on their way through
  private record Vectors(List<String> md5, float[][] vectors) {}

  private ProjectionBuilder() {}

  /** Told how placing gets on; called from several threads. */
  public interface Progress {
    /** Ignores everything. */
    Progress NONE =
        new Progress() {
          @Override
          public void began(int maps) {}

          @Override
          public void placed(int maps) {}
        };

    /** So many maps have to be placed. */
    void began(int maps);

    /** So many maps are placed. */
    void placed(int maps);
  }

  /** What is wrong with the projection of a generation; empty when all is well. */
  public static Optional<String> problem(IndexSnapshot snapshot) throws IOException {
    try {
      int maps = snapshot.sizes().maps();
      int places = MapProjection.read(snapshot).size();
      return maps > 0 && places == 0
          ? Optional.of("the explorer has no places for its maps; the next kiai index makes them")
          : Optional.empty();
    } catch (EOFException e) {
      return Optional.of(MapProjection.FILE + " is cut off; the next kiai index makes it anew");
    } catch (IOException e) {
      return Optional.of(e.getMessage() + "; the next kiai index makes it anew");
    }
  }

  /** Brings the projection of a generation in line with its last commit. */
  public static void update(IndexWriter writer, Progress progress) throws IOException {
    Vectors maps;
    MapProjection old;
    try (IndexSnapshot committed = writer.committed()) {
      maps = vectors(committed);
      old = MapProjection.readOrEmpty(committed);
    }
    Map<String, Integer> rows = new HashMap<>();
    for (int i = 0; i < old.size(); i++) {
      rows.put(old.md5Of(i), i);
    }
    int n = maps.md5().size();
    long placed = maps.md5().stream().filter(rows::containsKey).count();
    if (placed == n && n == old.size()) {
      return;
    }
    boolean fits =
        n > 0 && old.centres().length > 0 && old.centres()[0].length == maps.vectors()[0].length;
    Random random = new Random(SEED);
    float[][] places = new float[n][];
    float[][] centres;
    if (fits && placed >= KNOWN_ENOUGH * n) {
      centres = old.centres();
      for (int i = 0; i < n; i++) {
        Integer row = rows.get(maps.md5().get(i));
        places[i] = row == null ? null : new float[] {old.x()[row], old.y()[row]};
      }
    } else {
      int[] sample =
          IntStream.range(0, Math.min(n, LANDMARKS))
              .map(i -> (int) ((long) i * n / Math.min(n, LANDMARKS)))
              .toArray();
      float[][] landmarks =
          IntStream.of(sample).mapToObj(i -> maps.vectors()[i]).toArray(float[][]::new);
      centres = Landmarks.centres(landmarks, CLUSTERS, random);
      float[][] plane = normalised(PlaneLayout.of(landmarks, random));
      for (int i = 0; i < sample.length; i++) {
        places[sample[i]] = plane[i];
      }
    }
    progress.began(n);
    place(maps.vectors(), places, progress);
    write(writer, maps, places, centres);
  }

  /** Places those that have no place between the most alike of those that have one. */
  private static void place(float[][] vectors, float[][] places, Progress progress) {
    AtomicInteger done = new AtomicInteger();
    int[] placed = IntStream.range(0, places.length).filter(i -> places[i] != null).toArray();
    int count = Math.min(LANDMARKS, placed.length);
    int[] sample =
        IntStream.range(0, count)
            .map(i -> placed[(int) ((long) i * placed.length / count)])
            .toArray();
    float[][] landmarks = IntStream.of(sample).mapToObj(i -> vectors[i]).toArray(float[][]::new);
    float[][] found = new float[places.length][];
    IntStream.range(0, places.length)
        .parallel()
        .filter(i -> places[i] == null)
        .forEach(i -> {
          int[] near = Landmarks.mostAlike(vectors[i], landmarks, PLACED_BY, -1);
          Random jitter = new Random(SEED + i);
          double x = 0;
          double y = 0;
          double weights = 0;
          double best = near.length == 0 ? 0 : VectorMath.dot(vectors[i], landmarks[near[0]]);
          for (int one : near) {
            double cosine = VectorMath.dot(vectors[i], landmarks[one]);
            double weight = Math.exp(SHARPNESS * (cosine - best));
            x += weight * places[sample[one]][0];
            y += weight * places[sample[one]][1];
            weights += weight;
          }
          found[i] =
              new float[] {
                (float) (x / Math.max(weights, 1e-9) + JITTER * jitter.nextGaussian()),
                (float) (y / Math.max(weights, 1e-9) + JITTER * jitter.nextGaussian())
              };
          progress.placed(placed.length + done.incrementAndGet());
        });
    for (int i = 0; i < places.length; i++) {
      places[i] = places[i] == null ? found[i] : places[i];
    }
  }

  /** Into a square from -1 to 1. */
  private static float[][] normalised(float[][] plane) {
    float[] low = {Float.MAX_VALUE, Float.MAX_VALUE};
    float[] high = {-Float.MAX_VALUE, -Float.MAX_VALUE};
    for (float[] p : plane) {
      for (int d = 0; d < 2; d++) {
        low[d] = Math.min(low[d], p[d]);
        high[d] = Math.max(high[d], p[d]);
      }
    }
    for (float[] p : plane) {
      for (int d = 0; d < 2; d++) {
        p[d] = high[d] > low[d] ? 2 * (p[d] - low[d]) / (high[d] - low[d]) - 1 : 0;
      }
    }
    return plane;
  }

  private static void write(IndexWriter writer, Vectors maps, float[][] places, float[][] centres)
      throws IOException {
    int n = maps.md5().size();
    byte[] md5 = new byte[n * 16];
    float[] x = new float[n];
    float[] y = new float[n];
    byte[] cluster = new byte[n];
    int[] nearest = centres.length == 0 ? new int[n] : Landmarks.nearest(maps.vectors(), centres);
    for (int i = 0; i < n; i++) {
      System.arraycopy(MapProjection.bytes(maps.md5().get(i)), 0, md5, i * 16, 16);
      x[i] = places[i][0];
      y[i] = places[i][1];
      cluster[i] = (byte) nearest[i];
    }
    MapProjection projection = new MapProjection(md5, x, y, cluster, centres);
    writer.attach(MapProjection.FILE, projection::write);
  }

  private static Vectors vectors(IndexSnapshot snapshot) throws IOException {
    List<String> md5 = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    snapshot.forEachVector((id, vector) -> {
      md5.add(id);
      vectors.add(vector);
    });
    return new Vectors(md5, vectors.toArray(float[][]::new));
  }
}
