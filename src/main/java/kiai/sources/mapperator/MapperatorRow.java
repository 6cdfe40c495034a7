package kiai.sources.mapperator;

import java.nio.file.Path;
import kiai.map.MapContent;
import kiai.map.MapRecord;
import kiai.map.SourcedMetadata;

/**
 * A map as a row of a Mapperator table describes it.
 *
 * @param content its texts are never null; its MD5 is null when the table has no check-sum of it
 * @param metadata status, ratings, dates, tags and the like
 * @param file its {@code .osu} below the dataset's {@code data} folder; null when not named
 * @param vector its embedding, null when the table has none or it was not read
 * @param labels its label profile, likewise
 * @param embedded the map as an indexer made it; null in tables of other programs
 */
@SuppressWarnings("ArrayRecordComponent") // a vector on its way to the index
public record MapperatorRow(
    MapContent content,
    SourcedMetadata metadata,
    Path file,
    float[] vector,
    float[] labels,
    Embedded embedded) {

  /**
   * What {@code kiai embed-table} writes beside the columns that others know, so that a map comes
   * into an index as if it had been embedded there.
   *
   * @param record all that its file says, and what other sources said when it was embedded
   * @param windows vectors of its windows, one row each
   * @param audio whether its song went into them
   */
  public record Embedded(MapRecord record, float[][] windows, boolean audio) {}

  /** A row of a table that another program wrote. */
  public MapperatorRow(
      MapContent content, SourcedMetadata metadata, Path file, float[] vector, float[] labels) {
    this(content, metadata, file, vector, labels, null);
  }

  /** The same without its label profile. */
  public MapperatorRow withoutLabels() {
    return new MapperatorRow(content, metadata, file, vector, null, embedded);
  }
}
