package kiai.tokens;

import java.util.List;

/**
 * What the metadata tower may know of a map; null means unknown.
 *
 * @param difficulty star rating
 * @param year year of submission
 * @param mode mode name, as in the tokenizer's table
 * @param status status name, as in the tokenizer's table
 * @param mapper the mapper's user id
 * @param cs circle size, osu! and catch
 * @param hitsounded whether any object has a sound bit
 * @param songLength seconds
 * @param songPosition place of the window in the song, 0 to 1
 * @param globalSv base slider velocity, osu! and catch
 * @param maniaKeycount keys, mania
 * @param holdNoteRatio share of hold notes, mania
 * @param scrollSpeedRatio scroll speed changes by note times, taiko and mania
 * @param tags user tag names; order and duplicates count
 */
public record MapMetadata(
    Double difficulty,
    Integer year,
    String mode,
    String status,
    Integer mapper,
    Double cs,
    Boolean hitsounded,
    Double songLength,
    Double songPosition,
    Double globalSv,
    Integer maniaKeycount,
    Double holdNoteRatio,
    Double scrollSpeedRatio,
    List<String> tags) {

  /** Nothing known. */
  public static final MapMetadata UNKNOWN =
      new MapMetadata(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  /** The same with what other sources know: rating, year, status, mapper and tags. */
  public MapMetadata with(
      Double stars, Integer submitted, String statusName, Integer mapperId, List<String> tagNames) {
    return new MapMetadata(
        stars,
        submitted,
        mode,
        statusName,
        mapperId,
        cs,
        hitsounded,
        songLength,
        songPosition,
        globalSv,
        maniaKeycount,
        holdNoteRatio,
        scrollSpeedRatio,
        tagNames);
  }

  /** The same at a place of the song, 0 to 1. */
  public MapMetadata at(double position) {
    return new MapMetadata(
        difficulty,
        year,
        mode,
        status,
        mapper,
        cs,
        hitsounded,
        songLength,
        position,
        globalSv,
        maniaKeycount,
        holdNoteRatio,
        scrollSpeedRatio,
        tags);
  }

  /** The same, with what it does not say taken from other metadata. */
  public MapMetadata orElse(MapMetadata other) {
    return new MapMetadata(
        first(difficulty, other.difficulty),
        first(year, other.year),
        first(mode, other.mode),
        first(status, other.status),
        first(mapper, other.mapper),
        first(cs, other.cs),
        first(hitsounded, other.hitsounded),
        first(songLength, other.songLength),
        first(songPosition, other.songPosition),
        first(globalSv, other.globalSv),
        first(maniaKeycount, other.maniaKeycount),
        first(holdNoteRatio, other.holdNoteRatio),
        first(scrollSpeedRatio, other.scrollSpeedRatio),
        first(tags, other.tags));
  }

  private static <T> T first(T a, T b) {
    return a != null ? a : b;
  }
}
