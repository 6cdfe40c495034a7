package kiai.search;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kiai.analysis.MapPatterns;
import kiai.index.BeatmapIndex;
import kiai.index.MapProjection;
import kiai.index.Schema;
import kiai.search.language.ParsedQuery;
import kiai.search.language.QueryLanguage;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.NumericUtils;

/**
 * All maps of one state of an index as points of a plane, in columns that a page can draw at once.
 */
public final class Explorer {
  private static final List<String> MODES = List.of("osu", "taiko", "fruits", "mania");
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

  /** Reads all maps of an index that have a place. */
  public static Explorer of(BeatmapIndex index) throws IOException {
    String version = index.version();
    MapProjection projection = MapProjection.readOrEmpty(index.generation());
    return index.search(searcher -> new Explorer(new Builder(version, projection).read(searcher)));
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
  public byte[] matching(BeatmapIndex index, ParsedQuery query) throws IOException {
    byte[] bits = new byte[(size() + 7) / 8];
    index.search(searcher -> {
      Matches.visit(
          searcher,
          TextRanking.matches(query, List.of()),
          false,
          Deadline.in(SearchService.LONGEST),
          (_, _, values) -> {
            Integer point = rowOf.get(HexFormat.of().formatHex(values.md5()));
            if (point != null) {
              bits[point / 8] |= (byte) (1 << (point % 8));
            }
          });
      return null;
    });
    return bits;
  }

  /** Reads the text of a filter. */
  public static ParsedQuery query(QueryLanguage language, String text) {
    return language.parseWithoutReference(text);
  }

  /** Collects the columns, doc by doc. */
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

    Builder read(IndexSearcher searcher) throws IOException {
      Map<String, Integer> places = new HashMap<>();
      for (int i = 0; i < projection.size(); i++) {
        places.put(projection.md5Of(i), i);
      }
      for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
        Leaf values = new Leaf(leaf);
        for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
          boolean live =
              leaf.reader().getLiveDocs() == null || leaf.reader().getLiveDocs().get(doc);
          String md5 = live ? values.md5(doc) : null;
          Integer row = md5 == null ? null : places.remove(md5);
          if (row != null) {
            add(row, values, doc);
          }
        }
      }
      return this;
    }

    private void add(int row, Leaf values, int doc) throws IOException {
      int at = rows.size();
      rows.add(row);
      stars[at] = (float) values.decimal(Schema.STARS, doc);
      years[at] = (short) values.whole(Schema.YEAR, doc);
      modes[at] = (byte) Math.max(0, MODES.indexOf(values.keyword(Schema.MODE, doc)));
      String mapper = values.keyword(Schema.CREATOR_NAME, doc);
      mappers[at] = mapperNames.computeIfAbsent(mapper, _ -> mapperNames.size());
      int cluster = projection.cluster()[row];
      modesOf[cluster][modes[at]]++;
      for (int p = 0; p < patterns.size(); p++) {
        double value = values.decimal(Schema.PATTERN_PREFIX + patterns.get(p).key(), doc);
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

  /** The columns of one segment. */
  private static final class Leaf {
    private final LeafReaderContext leaf;
    private final BinaryDocValues md5;
    private final Map<String, SortedNumericDocValues> numbers = new HashMap<>();
    private final Map<String, SortedSetDocValues> keywords = new HashMap<>();

    Leaf(LeafReaderContext leaf) throws IOException {
      this.leaf = leaf;
      this.md5 = leaf.reader().getBinaryDocValues(Schema.MD5_BYTES);
    }

    String md5(int doc) throws IOException {
      return md5 != null && md5.advanceExact(doc)
          ? HexFormat.of()
              .formatHex(
                  md5.binaryValue().bytes,
                  md5.binaryValue().offset,
                  md5.binaryValue().offset + md5.binaryValue().length)
          : null;
    }

    private long raw(String field, int doc, long missing) throws IOException {
      if (!numbers.containsKey(field)) {
        numbers.put(field, leaf.reader().getSortedNumericDocValues(field));
      }
      SortedNumericDocValues values = numbers.get(field);
      return values != null && values.advanceExact(doc) ? values.nextValue() : missing;
    }

    double decimal(String field, int doc) throws IOException {
      return NumericUtils.sortableLongToDouble(
          raw(field, doc, NumericUtils.doubleToSortableLong(Double.NaN)));
    }

    int whole(String field, int doc) throws IOException {
      return (int) raw(field, doc, 0);
    }

    String keyword(String field, int doc) throws IOException {
      if (!keywords.containsKey(field)) {
        keywords.put(field, leaf.reader().getSortedSetDocValues(field));
      }
      SortedSetDocValues values = keywords.get(field);
      return values != null && values.advanceExact(doc)
          ? values.lookupOrd(values.nextOrd()).utf8ToString()
          : "";
    }
  }
}
