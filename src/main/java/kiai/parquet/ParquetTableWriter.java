package kiai.parquet;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Writes rows to a parquet file, compressed with snappy, which readers in browsers know. */
public final class ParquetTableWriter implements AutoCloseable {
  private static final long ROW_GROUP_BYTES = 32L << 20; // readers hold one at a time

  private final ParquetWriter<List<Object>> writer;

  /** Types of columns, with the values that a row may hold; null is always allowed. */
  public enum ColumnType {
    /** {@link Long}. */
    INT64,
    /** {@link Double}. */
    DOUBLE,
    /** {@link String}. */
    TEXT,
    /** {@link Long}: microseconds since 1970, UTC. */
    TIME,
    /** A {@link List} of {@link Double}, with nulls. */
    DOUBLES,
    /** A {@link List} of {@link Long}, with nulls. */
    INT64S,
    /** {@code float[]}. */
    FLOATS
  }

  /** A column. */
  public record Column(String name, ColumnType type) {}

  /** Opens a file for writing; one that is there is replaced. */
  public ParquetTableWriter(Path path, List<Column> columns) throws IOException {
    Builder builder = new Builder(new LocalOutputFile(path), columns);
    for (Column column : columns) {
      if (column.type() == ColumnType.FLOATS) { // floats hardly repeat
        builder.withDictionaryEncoding(column.name() + ".list.element", false);
      }
    }
    writer =
        builder
            .withConf(new PlainParquetConfiguration())
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build();
  }

  /** Writes a row: one value for each column, in their order. */
  public void write(List<Object> row) throws IOException {
    writer.write(row);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static MessageType schema(List<Column> columns) {
    Types.MessageTypeBuilder message = Types.buildMessage();
    columns.forEach(column -> message.addField(field(column)));
    return message.named("beatmaps");
  }

  private static Type field(Column column) {
    return switch (column.type()) {
      case INT64 -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
      case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(column.name());
      case TEXT ->
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(column.name());
      case TIME ->
          Types.optional(PrimitiveTypeName.INT64)
              .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
              .named(column.name());
      case DOUBLES -> list(column.name(), PrimitiveTypeName.DOUBLE);
      case INT64S -> list(column.name(), PrimitiveTypeName.INT64);
      case FLOATS -> list(column.name(), PrimitiveTypeName.FLOAT);
    };
  }

  private static Type list(String name, PrimitiveTypeName element) {
    return Types.optionalList().element(Types.optional(element).named("element")).named(name);
  }

  private static final class Builder extends ParquetWriter.Builder<List<Object>, Builder> {
    private final List<Column> columns;

    Builder(OutputFile file, List<Column> columns) {
      super(file);
      this.columns = columns;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<List<Object>> getWriteSupport(ParquetConfiguration configuration) {
      return new Support(columns);
    }

    @Override
    @SuppressWarnings("deprecation") // the library still demands it
    protected WriteSupport<List<Object>> getWriteSupport(
        org.apache.hadoop.conf.Configuration configuration) {
      return new Support(columns);
    }
  }

  private static final class Support extends WriteSupport<List<Object>> {
    private final List<Column> columns;
    private final MessageType schema;
    private RecordConsumer out;

    Support(List<Column> columns) {
      this.columns = columns;
      this.schema = schema(columns);
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(schema, Map.of());
    }

    @Override
    @SuppressWarnings("deprecation") // the library still demands it
    public WriteContext init(org.apache.hadoop.conf.Configuration configuration) {
      return new WriteContext(schema, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      out = recordConsumer;
    }

    @Override
    public void write(List<Object> row) {
      out.startMessage();
      for (int i = 0; i < columns.size(); i++) {
        if (row.get(i) != null) {
          out.startField(columns.get(i).name(), i);
          value(columns.get(i).type(), row.get(i));
          out.endField(columns.get(i).name(), i);
        }
      }
      out.endMessage();
    }

    private void value(ColumnType type, Object value) {
      switch (type) {
        case INT64, TIME -> out.addLong((Long) value);
        case DOUBLE -> out.addDouble((Double) value);
        case TEXT -> out.addBinary(Binary.fromString((String) value));
        case DOUBLES, INT64S -> list((List<?>) value);
        case FLOATS -> floats((float[]) value);
      }
    }

    private void list(List<?> values) {
      out.startGroup();
      if (!values.isEmpty()) {
        out.startField("list", 0);
        for (Object value : values) {
          out.startGroup();
          if (value != null) {
            out.startField("element", 0);
            if (value instanceof Double real) {
              out.addDouble(real);
            } else {
              out.addLong((Long) value);
            }
            out.endField("element", 0);
          }
          out.endGroup();
        }
        out.endField("list", 0);
      }
      out.endGroup();
    }

    private void floats(float[] values) {
      out.startGroup();
      if (values.length > 0) {
        out.startField("list", 0);
        for (float value : values) {
          out.startGroup();
          out.startField("element", 0);
          out.addFloat(value);
          out.endField("element", 0);
          out.endGroup();
        }
        out.endField("list", 0);
      }
      out.endGroup();
    }
  }
}
