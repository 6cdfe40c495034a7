package kiai.parquet;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import kiai.input.DamagedFileException;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.DummyRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Columns of a parquet file, read in batches of rows. Columns that a file lacks read as nulls;
 * numbers of any width read as doubles, so that tables of pandas, polars and others are alike.
 */
public final class ParquetTable implements AutoCloseable {
  private static final int BATCH_ROWS = 1_024;

  private final Path path;
  private final ParquetFileReader reader;
  private final MessageType schema;
  private final int batchRows;
  private final Map<String, ColumnDescriptor> columns = new LinkedHashMap<>();

  private ParquetTable(Path path, ParquetFileReader reader, int batchRows) {
    this.path = path;
    this.reader = reader;
    this.batchRows = batchRows;
    this.schema = reader.getFileMetaData().getSchema();
    for (ColumnDescriptor column : schema.getColumns()) {
      columns.put(column.getPath()[0], column);
    }
  }

  /**
   * Opens a file.
   *
   * @throws DamagedFileException when it is not a readable parquet file
   */
  public static ParquetTable open(Path path) throws IOException {
    return open(path, BATCH_ROWS);
  }

  public static ParquetTable open(Path path, int batchRows) throws IOException {
    try {
      return new ParquetTable(
          path,
          ParquetFileReader.open(
              new LocalInputFile(path),
              ParquetReadOptions.builder(new PlainParquetConfiguration())
                  .withCodecFactory(new ParquetCodecs())
                  .build()),
          batchRows);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException | RuntimeException | OutOfMemoryError | LinkageError e) {
      throw new DamagedFileException(
          "%s is not a readable parquet file: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Names of its columns; of a list its own name. */
  public Set<String> columnNames() {
    return new TreeSet<>(columns.keySet());
  }

  /** Number of rows. */
  public long rows() {
    return reader.getRecordCount();
  }

  /**
   * Fails unless the file has columns.
   *
   * @throws DamagedFileException naming those that are missing
   */
  public void mustHave(String... names) throws DamagedFileException {
    Set<String> missing = new TreeSet<>(List.of(names));
    missing.removeAll(columns.keySet());
    if (!missing.isEmpty()) {
      throw new DamagedFileException(
          "%s has no column %s".formatted(path, String.join(" and no column ", missing)));
    }
  }

  /** Fails unless a column is a list of floats or doubles. */
  public void mustBeNumbers(String name) throws DamagedFileException {
    ColumnDescriptor column = columns.get(name);
    PrimitiveTypeName type = column.getPrimitiveType().getPrimitiveTypeName();
    boolean numbers = type == PrimitiveTypeName.FLOAT || type == PrimitiveTypeName.DOUBLE;
    boolean list = column.getMaxRepetitionLevel() == 1;
    if (!numbers || !list) {
      throw new DamagedFileException(
          "the column %s of %s is %s, not a list of floats"
              .formatted(name, path, list ? "a list of " + type : "of the type " + type));
    }
  }

  /** Work with a batch of rows. */
  @FunctionalInterface
  public interface BatchWork {
    void with(ParquetBatch batch) throws IOException;
  }

  /**
   * Reads some columns of all rows.
   *
   * @throws DamagedFileException when the file breaks off or holds something unreadable
   */
  public void forEachBatch(Set<String> wanted, BatchWork work) throws IOException {
    Source source = new Source(wanted);
    for (ParquetBatch batch = source.next(); batch != null; batch = source.next()) {
      work.with(batch);
    }
  }

  /** The length that most of the first lists of a column have; 0 when there are none. */
  public int usualListLength(String name) throws IOException {
    Source source = new Source(Set.of(name));
    Map<Integer, Integer> counts = new TreeMap<>();
    for (ParquetBatch batch = source.next();
        batch != null && counts.isEmpty();
        batch = source.next()) {
      for (int row = 0; row < batch.rows(); row++) {
        float[] values = batch.floats(name, row);
        if (values != null && values.length > 0) {
          counts.merge(values.length, 1, Integer::sum);
        }
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  /** Batches of the file, one row group after the other. */
  private final class Source {
    private final List<ColumnDescriptor> wanted = new ArrayList<>();
    private final MessageType projected;
    private final List<ColumnReader> readers = new ArrayList<>();
    private int groupNumber;
    private long left;
    private long done;

    Source(Set<String> names) {
      List<org.apache.parquet.schema.Type> fields = new ArrayList<>();
      for (Map.Entry<String, ColumnDescriptor> column : columns.entrySet()) {
        if (names.contains(column.getKey()) && column.getValue().getMaxRepetitionLevel() <= 1) {
          wanted.add(column.getValue());
          fields.add(schema.getType(column.getKey()));
        }
      }
      projected = new MessageType(schema.getName(), fields);
      reader.setRequestedSchema(projected);
    }

    ParquetBatch next() throws IOException {
      try {
        while (left == 0) {
          if (groupNumber == reader.getRowGroups().size()) {
            return null;
          }
          if (reader.getRowGroups().get(groupNumber).getRowCount() == 0) {
            groupNumber++; // pyarrow writes an empty table so
            continue;
          }
          PageReadStore pages = reader.readRowGroup(groupNumber++);
          if (pages == null) {
            continue;
          }
          left = pages.getRowCount();
          ColumnReadStoreImpl group =
              new ColumnReadStoreImpl(
                  pages,
                  new DummyRecordConverter(projected).getRootConverter(),
                  projected,
                  reader.getFileMetaData().getCreatedBy());
          readers.clear(); // asking for a reader twice would skip what the first one has buffered
          wanted.forEach(column -> readers.add(group.getColumnReader(column)));
        }
        int rows = (int) Math.min(batchRows, left);
        ParquetBatch batch = new ParquetBatch(rows);
        for (int i = 0; i < wanted.size(); i++) {
          batch.add(wanted.get(i), schema, readers.get(i));
        }
        left -= rows;
        done += rows;
        return batch;
      } catch (IOException | RuntimeException | OutOfMemoryError | LinkageError e) {
        throw new DamagedFileException(
            "%s cannot be read after row %,d: %s".formatted(path, done, e.getMessage()), e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
