package kiai.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
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

/**
 * Writes maps with their embeddings in the layout of CM3P's table of ready embeddings: Mapperator's
 * metadata columns, as far as they are known, and {@code embedding}, a list of floats.
 */
public final class EmbeddingTableWriter implements AutoCloseable {
  private static final long ROW_GROUP_BYTES = 32L << 20; // readers hold one at a time
  private static final int SPEEDS = 7;
  private static final int HALF_TIME = 1;
  private static final int PLAIN = 2;
  private static final int DOUBLE_TIME = 4;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final Map<String, Integer> STATUS =
      Map.of(
          "graveyard",
          -2,
          "wip",
          -1,
          "pending",
          0,
          "ranked",
          1,
          "approved",
          2,
          "qualified",
          3,
          "loved",
          4);
  private static final List<String> MODES = List.of("osu", "taiko", "fruits", "mania");
  private static final MessageType SCHEMA = schema();

  private final ParquetWriter<TableMap> writer;

  /**
   * Opens a file for writing; one that is there is replaced.
   *
   * @param tagIds ids of user tags by mode number and name; 0 for unknown ones
   */
  public EmbeddingTableWriter(Path path, TagIds tagIds) throws IOException {
    writer =
        new Builder(new LocalOutputFile(path), tagIds)
            .withConf(new PlainParquetConfiguration())
            .withWriteMode(org.apache.parquet.hadoop.ParquetFileWriter.Mode.OVERWRITE)
            .withCompressionCodec(CompressionCodecName.SNAPPY)
            .withDictionaryEncoding("embedding.list.element", false)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build();
  }

  /** Ids of user tags; seven names exist once per mode. */
  @FunctionalInterface
  public interface TagIds {
    /** The id of a tag for a mode; 0 when there is none. */
    int of(String tag, int mode);
  }

  /** Writes a map; its vector must be there. */
  public void write(TableMap map) throws IOException {
    writer.write(map);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static MessageType schema() {
    Types.MessageTypeBuilder message = Types.buildMessage();
    for (String name : List.of("Id", "BeatmapSetId")) {
      message.addField(Types.optional(PrimitiveTypeName.INT64).named(name));
    }
    for (String name :
        List.of(
            "Checksum",
            "Title",
            "TitleUnicode",
            "Artist",
            "ArtistUnicode",
            "Creator",
            "Version",
            "Source",
            "Tags",
            "Mode",
            "Status",
            "GenreName",
            "LanguageName")) {
      message.addField(text(name));
    }
    for (String name :
        List.of(
            "ModeInt",
            "Ranked",
            "UserId",
            "CountCircles",
            "CountSliders",
            "CountSpinners",
            "FavouriteCount",
            "PlayCount",
            "TotalLength",
            "HitLength")) {
      message.addField(Types.optional(PrimitiveTypeName.INT64).named(name));
    }
    for (String name : List.of("DifficultyRating", "Bpm", "Cs", "Ar", "Accuracy", "Drain")) {
      message.addField(Types.optional(PrimitiveTypeName.DOUBLE).named(name));
    }
    for (String name : List.of("SubmittedDate", "RankedDate", "LastUpdated")) {
      message.addField(
          Types.optional(PrimitiveTypeName.INT64)
              .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
              .named(name));
    }
    message.addField(list("StarRating", PrimitiveTypeName.DOUBLE));
    message.addField(list("TopTagIds", PrimitiveTypeName.INT64));
    message.addField(list(MapperatorTable.EMBEDDING, PrimitiveTypeName.FLOAT));
    return message.named("beatmaps");
  }

  private static Type text(String name) {
    return Types.optional(PrimitiveTypeName.BINARY)
        .as(LogicalTypeAnnotation.stringType())
        .named(name);
  }

  private static Type list(String name, PrimitiveTypeName element) {
    return Types.optionalList().element(Types.optional(element).named("element")).named(name);
  }

  private static final class Builder extends ParquetWriter.Builder<TableMap, Builder> {
    private final TagIds tagIds;

    Builder(OutputFile file, TagIds tagIds) {
      super(file);
      this.tagIds = tagIds;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<TableMap> getWriteSupport(ParquetConfiguration configuration) {
      return new Support(tagIds);
    }

    @Override
    @SuppressWarnings("deprecation") // the library still demands it
    protected WriteSupport<TableMap> getWriteSupport(
        org.apache.hadoop.conf.Configuration configuration) {
      return new Support(tagIds);
    }
  }

  private static final class Support extends WriteSupport<TableMap> {
    private final TagIds tagIds;
    private RecordConsumer out;

    Support(TagIds tagIds) {
      this.tagIds = tagIds;
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(SCHEMA, Map.of());
    }

    @Override
    @SuppressWarnings("deprecation") // the library still demands it
    public WriteContext init(org.apache.hadoop.conf.Configuration configuration) {
      return new WriteContext(SCHEMA, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
      out = recordConsumer;
    }

    @Override
    public void write(TableMap map) {
      MapFacts facts = map.facts();
      out.startMessage();
      whole("Id", map.beatmapId());
      whole("BeatmapSetId", map.setId());
      text("Checksum", map.md5());
      text("Title", map.title());
      text("TitleUnicode", map.titleUnicode());
      text("Artist", map.artist());
      text("ArtistUnicode", map.artistUnicode());
      text("Creator", map.creator());
      text("Version", map.version());
      text("Source", map.sourceName());
      text("Tags", map.mapperTags());
      text("Mode", map.mode());
      text("Status", facts.status());
      text("GenreName", facts.genre());
      text("LanguageName", facts.language());
      whole("ModeInt", MODES.indexOf(map.mode()));
      whole("Ranked", facts.status() == null ? null : STATUS.get(facts.status()));
      whole("UserId", facts.mapperId());
      whole("CountCircles", map.circles());
      whole("CountSliders", map.sliders());
      whole("CountSpinners", map.spinners());
      whole("FavouriteCount", facts.favourites());
      whole("PlayCount", facts.plays());
      whole("TotalLength", Math.round(map.length()));
      whole("HitLength", Math.round(map.length()));
      real("DifficultyRating", facts.stars());
      real("Bpm", map.bpm());
      real("Cs", map.cs());
      real("Ar", map.ar());
      real("Accuracy", map.od());
      real("Drain", map.hp());
      day("SubmittedDate", facts.submitted());
      day("RankedDate", facts.ranked());
      day("LastUpdated", facts.updated());
      stars(facts);
      tags(map);
      vector(map.vector());
      out.endMessage();
    }

    private void field(String name, Runnable value) {
      int index = SCHEMA.getFieldIndex(name);
      out.startField(name, index);
      value.run();
      out.endField(name, index);
    }

    private void whole(String name, Number value) {
      if (value != null) {
        field(name, () -> out.addLong(value.longValue()));
      }
    }

    private void real(String name, Double value) {
      if (value != null) {
        field(name, () -> out.addDouble(value));
      }
    }

    private void text(String name, String value) {
      if (value != null) {
        field(name, () -> out.addBinary(Binary.fromString(value)));
      }
    }

    private void day(String name, String iso) {
      if (iso != null) {
        long seconds = LocalDate.parse(iso).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
        field(name, () -> out.addLong(seconds * MICROS_PER_SECOND));
      }
    }

    /** Seven speeds from 0.5 to 2; those that nobody rated are null. */
    private void stars(MapFacts facts) {
      if (facts.starsDoubleTime() == null && facts.starsHalfTime() == null) {
        return;
      }
      Double[] speeds = new Double[SPEEDS];
      speeds[HALF_TIME] = facts.starsHalfTime();
      speeds[PLAIN] = facts.stars();
      speeds[DOUBLE_TIME] = facts.starsDoubleTime();
      list("StarRating", SPEEDS, i -> speeds[i] != null, i -> out.addDouble(speeds[i]));
    }

    private void tags(TableMap map) {
      if (map.facts().tags() == null) {
        return;
      }
      ToIntFunction<String> id = tag -> tagIds.of(tag, MODES.indexOf(map.mode()));
      int[] ids = map.facts().tags().stream().mapToInt(id).filter(i -> i > 0).toArray();
      list("TopTagIds", ids.length, _ -> true, i -> out.addLong(ids[i]));
    }

    private void vector(float[] values) {
      list(MapperatorTable.EMBEDDING, values.length, _ -> true, i -> out.addFloat(values[i]));
    }

    private void list(
        String name,
        int size,
        java.util.function.IntPredicate present,
        java.util.function.IntConsumer value) {
      field(
          name,
          () -> {
            out.startGroup();
            if (size > 0) {
              out.startField("list", 0);
              for (int i = 0; i < size; i++) {
                out.startGroup();
                if (present.test(i)) {
                  out.startField("element", 0);
                  value.accept(i);
                  out.endField("element", 0);
                }
                out.endGroup();
              }
              out.endField("list", 0);
            }
            out.endGroup();
          });
    }
  }
}
