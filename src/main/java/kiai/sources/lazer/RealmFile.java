package kiai.sources.lazer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.input.DamagedFileException;

/**
 * A Realm file of the formats 22 to 24, read-only. It knows the parts of the format that lazer
 * uses: clusters of rows, lists as B+ trees, and the types of {@link RealmValues}; others are
 * refused by name. Nothing in the file is trusted: a damaged one gives a message, in bounded time.
 */
final class RealmFile {
  private static final int HEADER = 24;
  private static final int FOOTER = 16;
  private static final long FOOTER_MARK = 0x3034125237E526C8L;
  private static final String MARK = "T-DB";
  private static final int FIRST_FORMAT = 22;
  private static final int LAST_FORMAT = 24;
  private static final int DEEPEST = 40;
  private static final int MOST_TABLES = 1_000;
  private static final int MOST_COLUMNS = 1_000; // of a table
  private static final int MOST_ROWS = 1 << 16; // of a cluster
  private static final String CLASS = "class_";

  private final RealmBytes bytes;
  private final Map<String, Table> tables = new LinkedHashMap<>();

  /**
   * A table.
   *
   * @param clusters reference to the root of its rows
   */
  private record Table(List<RealmColumn> columns, long clusters) {}

  private RealmFile(RealmBytes bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads the list of tables.
   *
   * @throws DamagedFileException for anything but a whole Realm file of a known format
   */
  static RealmFile of(byte[] content) throws DamagedFileException {
    if (content.length < HEADER
        || !new String(content, 16, 4, StandardCharsets.ISO_8859_1).equals(MARK)) {
      throw new DamagedFileException("it is no Realm file, or an encrypted one");
    }
    RealmFile file = new RealmFile(new RealmBytes(content));
    int selected = content[23] & 1;
    int format = content[20 + selected] & 0xff;
    if (format < FIRST_FORMAT || format > LAST_FORMAT) {
      throw new DamagedFileException(
          "it is a Realm file of format %d; formats %d to %d are known"
              .formatted(format, FIRST_FORMAT, LAST_FORMAT));
    }
    try {
      file.readTables(file.top(selected));
    } catch (RealmDamage | IndexOutOfBoundsException e) {
      throw damaged("the list of tables", e);
    }
    return file;
  }

  private static DamagedFileException damaged(String where, RuntimeException cause) {
    String why = cause instanceof RealmDamage ? cause.getMessage() : "it ends too early";
    return new DamagedFileException("%s: %s".formatted(where, why), cause);
  }

  /** Reference to the root: in the header, or at the end of a file that was written in one go. */
  private long top(int selected) {
    long top = bytes.i64(selected * Long.BYTES);
    if (selected == 0 && top == -1) {
      if (bytes.length() < HEADER + FOOTER
          || bytes.i64(bytes.length() - Long.BYTES) != FOOTER_MARK) {
        throw new RealmDamage("its end is missing");
      }
      return bytes.i64(bytes.length() - FOOTER);
    }
    return top;
  }

  private void readTables(long top) {
    if (top == 0) {
      return; // nothing was ever written
    }
    RealmNode root = RealmNode.at(bytes, top);
    RealmNode names = root.child(0);
    RealmNode references = root.child(1);
    for (int i = 0; i < references.size(); i++) {
      bytes.work(1);
      long reference = references.get(i);
      if (reference == 0 || (reference & 1) != 0) {
        continue; // the place of a table that was removed
      }
      RealmNode table = RealmNode.at(bytes, reference);
      RealmNode description = table.child(0);
      RealmNode columnNames = description.child(1);
      RealmNode keys = description.child(5);
      if (tables.size() > MOST_TABLES || columnNames.size() > MOST_COLUMNS) {
        throw new RealmDamage("it has more tables or columns than any that lazer writes");
      }
      List<RealmColumn> columns = new ArrayList<>();
      for (int c = 0; c < columnNames.size(); c++) {
        columns.add(RealmColumn.of(RealmValues.text(columnNames, c, false), keys.get(c)));
      }
      tables.put(RealmValues.text(names, i, false), new Table(columns, table.get(2)));
    }
  }

  /** Whether there is a class of a name. */
  boolean has(String name) {
    return tables.containsKey(CLASS + name);
  }

  /**
   * All rows of a class by their keys, with some of their columns; none when there is no such
   * class.
   *
   * @throws DamagedFileException when it is damaged, or a column is of a type that is not known
   */
  Map<Long, RealmRow> rows(String name, Set<String> columns) throws DamagedFileException {
    Table table = tables.get(CLASS + name);
    Map<Long, RealmRow> rows = new LinkedHashMap<>();
    if (table == null || table.clusters == 0) {
      return rows;
    }
    List<RealmColumn> wanted =
        table.columns.stream().filter(column -> columns.contains(column.name())).toList();
    try {
      cluster(table.clusters, 0, 0, wanted, rows);
    } catch (RealmDamage | IndexOutOfBoundsException e) {
      throw damaged("the table " + name, e);
    }
    return rows;
  }

  /**
   * A node of the tree of clusters. An inner one holds its children from the fourth place on, with
   * the first keys of each, or none where they follow from its depth; a leaf holds the keys of its
   * rows, or their number where the keys count up, and behind it the leaf of each column.
   */
  private void cluster(
      long reference, long base, int depth, List<RealmColumn> columns, Map<Long, RealmRow> rows) {
    if (depth > DEEPEST) {
      throw new RealmDamage("its tree is too deep");
    }
    RealmNode node = RealmNode.at(bytes, reference);
    long first = node.get(0);
    RealmNode keys = first != 0 && (first & 1) == 0 ? RealmNode.at(bytes, first) : null;
    if (!node.isInner()) {
      leaf(node, keys, first, base, columns, rows);
      return;
    }
    long height = node.get(1) >> 1;
    if (height < 1 || height > 7) {
      throw new RealmDamage("a tree has the height %d".formatted(height));
    }
    for (int i = 3; i < node.size(); i++) {
      long offset = keys != null ? keys.unsigned(i - 3) : ((long) (i - 3)) << (8 * height);
      cluster(node.get(i), base + offset, depth + 1, columns, rows);
    }
  }

  private void leaf(
      RealmNode node,
      RealmNode keys,
      long first,
      long base,
      List<RealmColumn> columns,
      Map<Long, RealmRow> rows) {
    long count = keys != null ? keys.size() : first >>> 1;
    if (count > MOST_ROWS) {
      throw new RealmDamage("a cluster has %d rows".formatted(count));
    }
    List<RealmNode> leaves = new ArrayList<>();
    columns.forEach(column -> leaves.add(node.child(column.index() + 1)));
    for (int row = 0; row < count; row++) {
      bytes.keepRow();
      Map<String, Object> values = new HashMap<>();
      for (int c = 0; c < leaves.size(); c++) {
        RealmColumn column = columns.get(c);
        Object value =
            column.isList()
                ? list(leaves.get(c).get(row), column)
                : RealmValues.of(leaves.get(c), row, column.type(), column.nullable());
        if (value != null) {
          values.put(column.name(), value);
        }
      }
      long key = base + (keys != null ? keys.unsigned(row) : row);
      rows.put(key, new RealmRow(key, values));
    }
  }

  private List<Object> list(long reference, RealmColumn column) {
    List<Object> values = new ArrayList<>();
    if (reference != 0) {
      collect(reference, column, 0, values);
    }
    return values;
  }

  /** The leaves of a B+ tree: an inner node has a head before its children and a sum behind. */
  private void collect(long reference, RealmColumn column, int depth, List<Object> values) {
    if (depth > DEEPEST) {
      throw new RealmDamage("the tree of a list is too deep");
    }
    RealmNode node = RealmNode.at(bytes, reference);
    if (node.isInner()) {
      for (int i = 1; i < node.size() - 1; i++) {
        collect(node.get(i), column, depth + 1, values);
      }
      return;
    }
    boolean link = column.type() == RealmValues.LINK;
    boolean nullable = !link && column.nullable();
    int count = RealmValues.count(node, column.type(), nullable);
    bytes.keepValues(Math.max(0, count));
    for (int i = 0; i < count; i++) {
      // In lists a link is the key itself, in columns one more.
      values.add(link ? (Object) node.get(i) : RealmValues.of(node, i, column.type(), nullable));
    }
  }
}
