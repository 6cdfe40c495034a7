package kiai.explorer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kiai.analysis.play.MapPatterns;
import kiai.beatmap.GameMode;
import kiai.index.Deadline;
import kiai.index.IndexSnapshot;
import kiai.index.MapCursor;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.ParsedQuery;

/**
 * All maps of one state of an index as points of a plane, in columns that a page can draw at once.
 */
public final class Explorer {
  private static final List<String> MODES = GameMode.apiNames();
  private static final Duration LONGEST = Duration.ofSeconds(10); // of a filter
  private static final Duration LONGEST_READING = Duration.ofMinutes(10); // of all maps
  private static final int BYTES_A_ROW = 4 + 4 + 4 + 2 + 4 + 1 + 1;
  private static final int HEADER_BYTES = 16;
  private static final int MAGIC = 0x4b455831; // KEX1
  private static final double NOTABLE = 0.35; // standard deviations above all maps
  private static final int NAMED_PATTERNS = 2;

  private final String version;
  private final MapProjection projection;
  private final int[] rows;
  private final Map<String, Integer> rowOf;
  private final float[] stars;
  private final short[] years;
  private final int[] mappers;
  private final byte[] modes;
  private final List<String> mapperNames;
  private final List<String> clusterNames;

  private Explorer(Builder b) {
    this.version = b.version;
    this.projection = b.projection;
    this.rows = b.rows.stream().mapToInt(Integer::intValue).toArray();
    this.stars = b.stars;
    this.years = b.years;
    this.mappers = b.mappers;
    this.modes = b.modes;
    this.mapperNames = List.copyOf(b.mapperNames.keySet());
    this.clusterNames = b.names();
    this.rowOf = new HashMap<>();
    for (int i = 0; i < rows.length; i++) {
      rowOf.put(projection.md5Of(rows[i]), i);
    }
  }

  /** Reads all maps of a state of an index that have a place. */
  public static Explorer of(IndexSnapshot snapshot) throws IOException {
    MapProjection projection = MapProjection.readOrEmpty(snapshot);
    return new Explorer(new Builder(snapshot.version(), projection).read(snapshot));
  }

  /** The state of the index that it was read from. */
  public String version() {
    return version;
  }

  /** The projection with its clusters. */
  public MapProjection projection() {
    return projection;
  }

  /** Number of points. */
  public int size() {
    return rows.length;
  }

  /** The map of a point; null when there is none. */
  public String md5Of(int point) {
    return point < 0 || point >= rows.length ? null : projection.md5Of(rows[point]);
  }

  /** What the maps of each cluster have more of than others. */
  public List<String> clusterNames() {
    return clusterNames;
  }

  /** Mappers by the numbers that the points name. */
  public List<String> mappers() {
    return mapperNames;
  }

  /**
   * The points in columns, little-endian: magic, number and eight unused bytes, then x, y and stars
   * as float32, mappers as int32, years as int16, modes and clusters as int8. Stars are NaN and
   * years 0 where they are not known.
   */
  public byte[] columns() {
    int n = size();
    ByteBuffer out =
        ByteBuffer.allocate(HEADER_BYTES + n * BYTES_A_ROW).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putInt(n).putInt(0).putInt(0);
    IntStream.of(rows).forEach(row -> out.putFloat(projection.x()[row]));
    IntStream.of(rows).forEach(row -> out.putFloat(projection.y()[row]));
    for (int i = 0; i < n; i++) {
      out.putFloat(stars[i]);
    }
    for (int i = 0; i < n; i++) {
      out.putInt(mappers[i]);
    }
    for (int i = 0; i < n; i++) {
      out.putShort(years[i]);
    }
    out.put(modes, 0, n);
    IntStream.of(rows).forEach(row -> out.put(projection.cluster()[row]));
    return out.array();
  }

  /** Which points a text's filters and words match: one bit each, the first in the lowest bit. */
  public byte[] matching(IndexSnapshot snapshot, ParsedQuery query) throws IOException {
    byte[] bits = new byte[(size() + 7) / 8];
    snapshot.scan(
        query.matching().condition(),
        false,
        Deadline.in(LONGEST),
        map -> {
          Integer point = rowOf.get(HexFormat.of().formatHex(map.md5()));
          if (point != null) {
            bits[point / 8] |= (byte) (1 << (point % 8));
          }
        });
    return bits;
  }

  /** Collects the columns, map by map. */
  private static final class Builder {
    private final String version;
    private final MapProjection projection;
    private final List<Integer> rows = new ArrayList<>();
    private final float[] stars;
    private final short[] years;
    private final int[] mappers;
    private final byte[] modes;
    private final Map<String, Integer> mapperNames = new java.util.LinkedHashMap<>();
    private final List<MapPatterns.Pattern> patterns = List.of(MapPatterns.Pattern.values());
    private final double[][] sums;
    private final double[][] squares;
    private final int[][] modesOf;

    Builder(String version, MapProjection projection) {
      this.version = version;
      this.projection = projection;
      int n = projection.size();
      stars = new float[n];
      years = new short[n];
      mappers = new int[n];
      modes = new byte[n];
      int clusters = Math.max(1, projection.centres().length);
      sums = new double[clusters][patterns.size()];
      squares = new double[clusters][patterns.size()];
      modesOf = new int[clusters][MODES.size()];
    }

    Builder read(IndexSnapshot snapshot) throws IOException {
      Map<String, Integer> places = new HashMap<>();
      for (int i = 0; i < projection.size(); i++) {
        places.put(projection.md5Of(i), i);
      }
      snapshot.scan(
          new Condition.Everything(),
          false,
          Deadline.in(LONGEST_READING),
          map -> {
            Integer row = places.remove(HexFormat.of().formatHex(map.md5()));
            if (row != null) {
              add(row, map);
            }
          });
      return this;
    }

    private void add(int row, MapCursor map) throws IOException {
      int at = rows.size();
      rows.add(row);
      stars[at] = (float) map.number(MapFields.STARS);
      double year = map.number(MapFields.YEAR);
      years[at] = Double.isNaN(year) ? 0 : (short) year;
      modes[at] = (byte) Math.max(0, MODES.indexOf(map.keyword(MapFields.MODE)));
      String mapper = map.keyword(MapFields.CREATOR);
      mappers[at] =
          mapperNames.computeIfAbsent(mapper == null ? "" : mapper, _ -> mapperNames.size());
      int cluster = projection.cluster()[row];
      modesOf[cluster][modes[at]]++;
      for (int p = 0; p < patterns.size(); p++) {
        double value = map.number(MapFields.pattern(patterns.get(p).key()));
        if (!Double.isNaN(value)) {
          sums[cluster][p] += value;
          squares[cluster][p] += value * value;
        }
      }
    }

    /** A cluster is named by its commonest mode and what it has more of than that mode has. */
    List<String> names() {
      List<String> names = new ArrayList<>();
      for (int c = 0; c < projection.centres().length; c++) {
        int total = IntStream.of(modesOf[c]).sum();
        int mode = 0;
        for (int m = 1; m < MODES.size(); m++) {
          mode = modesOf[c][m] > modesOf[c][mode] ? m : mode;
        }
        StringBuilder name =
            new StringBuilder(MODES.get(mode).equals("fruits") ? "catch" : MODES.get(mode));
        for (String pattern : notable(c, mode, total)) {
          name.append(name.indexOf(":") < 0 ? ": " : ", ").append(pattern.replace('_', ' '));
        }
        names.add(name.toString());
      }
      return names;
    }

    private List<String> notable(int cluster, int mode, int total) {
      Map<String, Double> above = new HashMap<>();
      for (int p = 0; p < patterns.size(); p++) {
        double all = 0;
        double squared = 0;
        int count = 0;
        for (int c = 0; c < sums.length; c++) {
          int ofCluster = IntStream.of(modesOf[c]).sum();
          if (modesOf[c][mode] * 2 > ofCluster) {
            all += sums[c][p];
            squared += squares[c][p];
            count += ofCluster;
          }
        }
        double mean = all / Math.max(1, count);
        double deviation = Math.sqrt(Math.max(0, squared / Math.max(1, count) - mean * mean));
        double score = (sums[cluster][p] / Math.max(1, total) - mean) / Math.max(1e-9, deviation);
        if (deviation > 0 && score > NOTABLE) {
          above.put(patterns.get(p).key(), score);
        }
      }
      return above.entrySet().stream()
          .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
          .limit(NAMED_PATTERNS)
          .map(Map.Entry::getKey)
          .toList();
    }
  }
}
