package kiai.parquet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kiai.map.Days;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Some rows of a parquet file with some of their columns. */
public final class ParquetBatch {
  private static final int MOST_VALUES = 1 << 26; // in one batch
  private static final int MOST_AT_ONCE = 1 << 24;

  private final int rows;
  private final Map<String, Column> columns = new HashMap<>();

  public ParquetBatch(int rows) {
    this.rows = rows;
  }

  /** Takes the next rows of a column. */
  public void add(ColumnDescriptor descriptor, MessageType schema, ColumnReader reader) {
    columns.put(descriptor.getPath()[0], new Column(descriptor, schema, reader, rows));
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** A number of any type; null when there is none. */
  public Double number(String name, int row) {
    Column column = columns.get(name);
    return column == null || column.isList() ? null : column.number(row);
  }

  /** A whole number; null when there is none. */
  public Long whole(String name, int row) {
    Double value = number(name, row);
    return value == null || value.isNaN() ? null : (Long) Math.round(value);
  }

  /** A text; null when there is none. */
  public String text(String name, int row) {
    Column column = columns.get(name);
    return column == null || column.isList() ? null : column.text(row);
  }

  /** A time; null when there is none or the column holds none. */
  public Instant time(String name, int row) {
    Column column = columns.get(name);
    return column == null || column.isList() ? null : column.time(row);
  }

  /** The numbers of a list, NaN for nulls in it; null when there is no list. */
  public double[] numbers(String name, int row) {
    Column column = columns.get(name);
    if (column == null || !column.hasList(row)) {
      return null;
    }
    double[] values = new double[column.end(row) - column.start(row)];
    for (int i = 0; i < values.length; i++) {
      Double value = column.number(column.start(row) + i);
      values[i] = value == null ? Double.NaN : value;
    }
    return values;
  }

  /** The texts of a list without nulls; null when there is no list. */
  public List<String> texts(String name, int row) {
    Column column = columns.get(name);
    if (column == null || !column.hasList(row)) {
      return null;
    }
    List<String> values = new ArrayList<>();
    for (int i = column.start(row); i < column.end(row); i++) {
      String value = column.text(i);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  /** A list as floats; null when there is none or one of them is null. */
  public float[] floats(String name, int row) {
    Column column = columns.get(name);
    return column == null || !column.hasList(row) ? null : column.floats(row);
  }

  /** Values of a column in the order of the file, and where each row's list begins. */
  private static final class Column {
    private final PrimitiveTypeName type;
    private final TimeUnit unit;
    private final int[] offsets;
    private final boolean[] noList;
    private boolean[] missing = new boolean[64];
    private float[] floats;
    private double[] numbers;
    private String[] texts;
    private int size;

    Column(ColumnDescriptor descriptor, MessageType schema, ColumnReader reader, int rows) {
      type = descriptor.getPrimitiveType().getPrimitiveTypeName();
      unit =
          descriptor.getPrimitiveType().getLogicalTypeAnnotation()
                  instanceof TimestampLogicalTypeAnnotation time
              ? time.getUnit()
              : null;
      switch (type) {
        case FLOAT -> floats = new float[64];
        case BINARY -> texts = new String[64];
        default -> numbers = new double[64];
      }
      boolean list = descriptor.getMaxRepetitionLevel() > 0;
      offsets = list ? new int[rows + 1] : null;
      noList = list ? new boolean[rows] : null;
      if (list) {
        lists(descriptor, levelOfElements(descriptor, schema), reader, rows);
      } else {
        for (int row = 0; row < rows; row++) {
          take(reader, descriptor.getMaxDefinitionLevel());
        }
      }
    }

    /** Definition level from which on a list has an element at a place. */
    private static int levelOfElements(ColumnDescriptor descriptor, MessageType schema) {
      String[] path = descriptor.getPath();
      for (int depth = 1; depth <= path.length; depth++) {
        String[] prefix = Arrays.copyOf(path, depth);
        if (schema.getMaxRepetitionLevel(prefix) > 0) {
          return schema.getMaxDefinitionLevel(prefix);
        }
      }
      return descriptor.getMaxDefinitionLevel();
    }

    private void lists(ColumnDescriptor descriptor, int element, ColumnReader reader, int rows) {
      int full = descriptor.getMaxDefinitionLevel();
      boolean mayBeNull = element > 1;
      for (int row = 0; row < rows; row++) {
        offsets[row] = size;
        int level = reader.getCurrentDefinitionLevel();
        if (level < element) {
          noList[row] = mayBeNull && level == 0;
          reader.consume();
          continue;
        }
        if (type == PrimitiveTypeName.FLOAT) {
          takeFloats(reader, full);
        } else {
          do {
            take(reader, full);
          } while (reader.getCurrentRepetitionLevel() > 0);
        }
        int length = size - offsets[row];
        if (row == 0 && length * (long) rows < MOST_AT_ONCE) {
          grow(Math.max(64, length * rows)); // lists of embeddings are all of one length
        }
      }
      offsets[rows] = size;
    }

    /** One list of floats; most of a table of embeddings is such lists. */
    private void takeFloats(ColumnReader reader, int full) {
      do {
        if (size == missing.length) {
          grow(2 * size);
        }
        if (reader.getCurrentDefinitionLevel() == full) {
          floats[size] = reader.getFloat();
        } else {
          missing[size] = true;
        }
        size++;
        reader.consume();
      } while (reader.getCurrentRepetitionLevel() > 0);
    }

    private void take(ColumnReader reader, int full) {
      if (size == missing.length) {
        grow(2 * size);
      }
      if (reader.getCurrentDefinitionLevel() < full) {
        missing[size] = true;
      } else {
        switch (type) {
          case FLOAT -> floats[size] = reader.getFloat();
          case DOUBLE -> numbers[size] = reader.getDouble();
          case INT32 -> numbers[size] = reader.getInteger();
          case INT64 -> numbers[size] = reader.getLong();
          case BOOLEAN -> numbers[size] = reader.getBoolean() ? 1 : 0;
          case BINARY -> texts[size] = reader.getBinary().toStringUsingUTF8();
          default -> missing[size] = true; // decimals and the like: no column of ours
        }
      }
      size++;
      reader.consume();
    }

    private void grow(int length) {
      if (length <= missing.length) {
        return;
      }
      if (length > MOST_VALUES) {
        throw new IllegalStateException(
            "its lists have more than %,d values".formatted(MOST_VALUES));
      }
      missing = Arrays.copyOf(missing, length);
      switch (type) {
        case FLOAT -> floats = Arrays.copyOf(floats, length);
        case BINARY -> texts = Arrays.copyOf(texts, length);
        default -> numbers = Arrays.copyOf(numbers, length);
      }
    }

    boolean isList() {
      return offsets != null;
    }

    boolean hasList(int row) {
      return offsets != null && !noList[row];
    }

    int start(int row) {
      return offsets[row];
    }

    int end(int row) {
      return offsets[row + 1];
    }

    Double number(int at) {
      if (missing[at] || texts != null) {
        return null;
      }
      return floats != null ? (double) floats[at] : numbers[at];
    }

    String text(int at) {
      return texts == null || missing[at] ? null : texts[at];
    }

    Instant time(int at) {
      if (missing[at]) {
        return null;
      }
      if (texts != null) {
        return Days.instant(texts[at]);
      }
      if (unit == null) {
        return null;
      }
      double perSecond =
          switch (unit) {
            case MILLIS -> 1e3;
            case MICROS -> 1e6;
            case NANOS -> 1e9;
          };
      return Instant.ofEpochMilli((long) Math.floor(numbers[at] / perSecond * 1_000));
    }

    float[] floats(int row) {
      float[] out = new float[end(row) - start(row)];
      for (int i = 0; i < out.length; i++) {
        int at = start(row) + i;
        if (missing[at] || texts != null) {
          return null;
        }
        out[i] = floats != null ? floats[at] : (float) numbers[at];
      }
      return out;
    }
  }
}
