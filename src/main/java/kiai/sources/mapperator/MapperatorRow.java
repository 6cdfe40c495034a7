package kiai.sources.mapperator;

import java.nio.file.Path;
import kiai.map.MapContent;
import kiai.map.SourcedMetadata;

/**
 * A map as a row of a Mapperator table describes it.
 *
 * @param content its texts are never null; its MD5 is null when the table has no check-sum of it
 * @param metadata status, ratings, dates, tags and the like
 * @param file its {@code .osu} below the dataset's {@code data} folder; null when not named
 * @param vector its embedding, null when the table has none or it was not read
 * @param labels its label profile, likewise
 */
@SuppressWarnings("ArrayRecordComponent") // a vector on its way to the index
public record MapperatorRow(
    MapContent content, SourcedMetadata metadata, Path file, float[] vector, float[] labels) {

  /** The same without its label profile. */
  public MapperatorRow withoutLabels() {
    return new MapperatorRow(content, metadata, file, vector, null);
  }
}
