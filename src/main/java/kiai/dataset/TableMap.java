package kiai.dataset;

import java.nio.file.Path;

/**
 * A map as a row of a Mapperator table describes it; texts are never null, numbers null where the
 * table has none.
 *
 * @param md5 32 hexadecimal digits; null when the table has no check-sum of it
 * @param mode osu, taiko, fruits or mania
 * @param length seconds that are played
 * @param od overall difficulty, {@code Accuracy} in the table
 * @param hp health drain, {@code Drain} in the table
 * @param file its {@code .osu} below the dataset's {@code data} folder; null when not named
 * @param facts status, ratings, dates, tags and the like
 * @param vector its embedding, null when the table has none
 */
@SuppressWarnings("ArrayRecordComponent") // a vector on its way to the index
public record TableMap(
    String md5,
    Integer beatmapId,
    Integer setId,
    String title,
    String titleUnicode,
    String artist,
    String artistUnicode,
    String creator,
    String version,
    String sourceName,
    String mapperTags,
    String mode,
    double bpm,
    double length,
    double cs,
    double ar,
    double od,
    double hp,
    int circles,
    int sliders,
    int spinners,
    Path file,
    MapFacts facts,
    float[] vector) {}
