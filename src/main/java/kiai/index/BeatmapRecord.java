package kiai.index;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything that an index knows of a map besides its vectors.
 *
 * @param beatmapId osu!'s id, null when the file has none
 * @param setId osu!'s id of the set, null when the file has none
 * @param mode osu, taiko, fruits or mania
 * @param stars star rating without mods, null when there is none
 * @param starsSource algorithm or source of the ratings
 * @param year year of submission, null when unknown
 * @param yearEstimated true when the year follows from the set id
 * @param status ranked, loved, graveyard …; null when unknown
 * @param bpm the tempo that lasts longest
 * @param length seconds from the first object to the last
 * @param keys mania keys, 0 elsewhere
 * @param longNoteShare share of long notes, 0 to 1
 * @param tags osu! user tags
 * @param mapperTags free words that the mapper put into the file
 * @param patterns shares of patterns, 0 to 1
 * @param windowStarts where the windows begin, milliseconds
 * @param windowObjects objects that start in each window
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BeatmapRecord(
    String md5,
    Integer beatmapId,
    Integer setId,
    String title,
    String titleUnicode,
    String artist,
    String artistUnicode,
    String creator,
    String version,
    String source,
    String mapperTags,
    String mode,
    Double stars,
    Double starsDoubleTime,
    Double starsHalfTime,
    String starsSource,
    Integer year,
    boolean yearEstimated,
    String status,
    double bpm,
    double bpmMin,
    double bpmMax,
    double length,
    double cs,
    double ar,
    double od,
    double hp,
    int keys,
    double longNoteShare,
    int circles,
    int sliders,
    int spinners,
    int holdNotes,
    List<String> tags,
    Map<String, Double> patterns,
    List<Integer> windowStarts,
    List<Integer> windowObjects) {

  /** What makes maps one set: the set id, else artist, title and creator. */
  public String setKey() {
    return setId != null
        ? "set " + setId
        : (artist + "|" + title + "|" + creator).toLowerCase(Locale.ROOT);
  }

  /** Hit objects of all kinds. */
  public int objects() {
    return circles + sliders + spinners + holdNotes;
  }
}
