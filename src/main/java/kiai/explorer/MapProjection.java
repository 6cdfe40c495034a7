package kiai.explorer;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.Optional;
import kiai.index.IndexSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All maps of a generation on a plane, with their clusters; a file beside the index.
 *
 * @param md5 of each map, 16 bytes in a row
 * @param x from -1 to 1
 * @param y from -1 to 1
 * @param cluster place of the nearest centre
 * @param centres of the clusters, of length 1
 */
@SuppressWarnings("ArrayRecordComponent") // a table in columns
public record MapProjection(byte[] md5, float[] x, float[] y, byte[] cluster, float[][] centres) {
  /** Name of the side file of a generation. */
  public static final String FILE = "projection.kiai";

  private static final Logger LOG = LoggerFactory.getLogger(MapProjection.class);
  private static final int MAGIC = 0x4b505231; // KPR1
  private static final int MD5_BYTES = 16;
  private static final int MOST_ROWS = 50_000_000;

  /** No maps. */
  public static final MapProjection EMPTY =
      new MapProjection(new byte[0], new float[0], new float[0], new byte[0], new float[0][]);

  /** Number of maps. */
  public int size() {
    return x.length;
  }

  /** MD5 of a row in hexadecimal digits. */
  public String md5Of(int row) {
    return HexFormat.of().formatHex(md5, row * MD5_BYTES, (row + 1) * MD5_BYTES);
  }

  /** The cluster that a vector belongs to; -1 when there are none. */
  public int clusterOf(float[] vector) {
    return centres.length == 0 || centres[0].length != vector.length
        ? -1
        : Landmarks.nearest(vector, centres);
  }

  /**
   * Reads the projection of a generation; {@link #EMPTY} when there is none.
   *
   * @throws IOException when it is damaged
   */
  public static MapProjection read(IndexSnapshot snapshot) throws IOException {
    Optional<InputStream> file = snapshot.attachment(FILE);
    if (file.isEmpty()) {
      return EMPTY;
    }
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(file.get(), 1 << 16))) {
      int magic = in.readInt();
      int rows = in.readInt();
      int clusters = in.readInt();
      int dimension = in.readInt();
      if (magic != MAGIC || rows < 0 || rows > MOST_ROWS || clusters < 0 || clusters > 256) {
        throw new IOException(FILE + " is not a projection of this version");
      }
      byte[] md5 = in.readNBytes(rows * MD5_BYTES);
      float[] x = new float[rows];
      float[] y = new float[rows];
      for (int i = 0; i < rows; i++) {
        x[i] = in.readFloat();
        y[i] = in.readFloat();
      }
      byte[] cluster = in.readNBytes(rows);
      float[][] centres = new float[clusters][dimension];
      for (float[] centre : centres) {
        for (int d = 0; d < dimension; d++) {
          centre[d] = in.readFloat();
        }
      }
      return new MapProjection(md5, x, y, cluster, centres);
    }
  }

  /**
   * The projection of a generation; {@link #EMPTY} also when it is damaged or of another version.
   */
  public static MapProjection readOrEmpty(IndexSnapshot snapshot) {
    try {
      return read(snapshot);
    } catch (IOException e) {
      LOG.warn("the explorer has no places: {}; kiai index makes them anew", e.getMessage());
      return EMPTY;
    }
  }

  /** Writes it; the stream stays open. */
  void write(OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.writeInt(MAGIC);
    out.writeInt(size());
    out.writeInt(centres.length);
    out.writeInt(centres.length == 0 ? 0 : centres[0].length);
    out.write(md5);
    for (int i = 0; i < size(); i++) {
      out.writeFloat(x[i]);
      out.writeFloat(y[i]);
    }
    out.write(cluster);
    for (float[] centre : centres) {
      for (float value : centre) {
        out.writeFloat(value);
      }
    }
    out.flush();
  }

  /** The MD5 of a map as bytes; ids that are no MD5 become zeros. */
  static byte[] bytes(String md5) {
    return md5.matches("[0-9a-f]{32}") ? HexFormat.of().parseHex(md5) : new byte[MD5_BYTES];
  }
}
