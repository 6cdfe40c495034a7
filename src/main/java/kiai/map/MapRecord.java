package kiai.map;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kiai.analysis.DerivedTag;

/**
 * Everything that an index knows of one difficulty besides its vectors. What a source says wins
 * over what was computed from the file.
 *
 * @param content what the file says and what was computed from it
 * @param sources what other sources say, the strongest first
 */
public record MapRecord(MapContent content, List<SourcedMetadata> sources) {

  /** The same map with what other sources say now. */
  public MapRecord withSources(List<SourcedMetadata> newSources) {
    return new MapRecord(content, List.copyOf(newSources));
  }

  /** What the sources say of a field; the first that says anything wins. */
  public <T> Optional<T> sourced(SourcedField<T> field) {
    return sources.stream().flatMap(s -> Stream.ofNullable(s.get(field))).findFirst();
  }

  private <T> T sourcedOr(SourcedField<T> field, T computed) {
    return sourced(field).orElse(computed);
  }

  /** Name of the first source that says something of a field; null when none does. */
  private String sourceOf(SourcedField<?> field) {
    return sources.stream()
        .filter(s -> s.get(field) != null)
        .map(SourcedMetadata::source)
        .findFirst()
        .orElse(null);
  }

  /** MD5 of the {@code .osu}. */
  public String md5() {
    return content.ids().md5();
  }

  /** osu!'s beatmap id, null when it has none. */
  public Integer beatmapId() {
    return content.ids().beatmapId();
  }

  /** osu!'s beatmap set id, null when it has none. */
  public Integer setId() {
    return content.ids().setId();
  }

  /** Romanised title. */
  public String title() {
    return content.names().title();
  }

  /** Romanised artist. */
  public String artist() {
    return content.names().artist();
  }

  /** Mapper of the set. */
  public String creator() {
    return content.names().creator();
  }

  /** Name of the difficulty. */
  public String version() {
    return content.names().version();
  }

  /** osu, taiko, fruits or mania. */
  public String mode() {
    return content.settings().mode();
  }

  /** Mania keys, 0 in other modes. */
  public int keys() {
    return content.settings().keys();
  }

  /** The tempo that lasts longest, beats per minute. */
  public double bpm() {
    return content.timing().bpm();
  }

  /** Seconds from the first object to the end of the last, breaks included. */
  public double length() {
    return content.timing().length();
  }

  /** Hit objects of all kinds. */
  public int objects() {
    return content.counts().objects();
  }

  /** Pattern values by their keys. */
  public Map<String, Double> patterns() {
    return content.analysis().patterns();
  }

  /** User tags that the patterns suggest. */
  public List<DerivedTag> derivedTags() {
    return content.analysis().derivedTags();
  }

  /** Share of long notes among mania notes, 0 to 1. */
  public double longNoteShare() {
    return content.analysis().longNoteShare();
  }

  /** Where the windows begin, milliseconds. */
  public List<Integer> windowStarts() {
    return content.windows().startsMs();
  }

  /** Hit objects that start in each window. */
  public List<Integer> windowObjects() {
    return content.windows().objects();
  }

  /** The table that it was imported from, null for maps with a file. */
  public String importedFrom() {
    return content.origin().importedFrom();
  }

  /** Star rating without mods, null when there is none. */
  public Double stars() {
    return sourcedOr(SourcedField.STARS, content.analysis().ratings().stars());
  }

  /** Star rating with Double Time, null when there is none. */
  public Double starsDoubleTime() {
    return sourcedOr(SourcedField.STARS_DOUBLE_TIME, content.analysis().ratings().doubleTime());
  }

  /** Star rating with Half Time, null when there is none. */
  public Double starsHalfTime() {
    return sourcedOr(SourcedField.STARS_HALF_TIME, content.analysis().ratings().halfTime());
  }

  /** Star rating with Hard Rock, null when there is none. */
  public Double starsHardRock() {
    return sourcedOr(SourcedField.STARS_HARD_ROCK, content.analysis().ratings().hardRock());
  }

  /** Star rating with Easy, null when there is none. */
  public Double starsEasy() {
    return sourcedOr(SourcedField.STARS_EASY, content.analysis().ratings().easy());
  }

  /** Algorithm or source of the star rating without mods; null when there is none. */
  public String starsSource() {
    String source = sourceOf(SourcedField.STARS);
    return source == null ? content.analysis().ratings().source() : source;
  }

  /** Year of submission, null when unknown. */
  public Integer year() {
    return sourcedOr(SourcedField.YEAR, content.analysis().estimatedYear());
  }

  /** Whether {@link #year} was estimated from the set id. */
  public boolean yearEstimated() {
    return content.analysis().estimatedYear() != null && sourced(SourcedField.YEAR).isEmpty();
  }

  /** Where {@link #year} is from: a source's name, {@code set id}, or null when unknown. */
  public String yearSource() {
    return yearEstimated() ? "set id" : sourceOf(SourcedField.YEAR);
  }

  /** ranked, loved, graveyard …; null when no source says. */
  public String status() {
    return sourced(SourcedField.STATUS).orElse(null);
  }

  /** osu! user tags that people gave; empty when no source says. */
  public List<String> tags() {
    return sourced(SourcedField.TAGS).orElse(List.of());
  }

  /** The player's collections that hold it, of all sources. */
  public List<String> collections() {
    return sources.stream()
        .flatMap(s -> Stream.ofNullable(s.get(SourcedField.COLLECTIONS)))
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  /** Whether the player has it: as a file here, or in the client's own database. */
  public boolean owned() {
    return importedFrom() == null || sourced(SourcedField.OWNED).orElse(false);
  }

  /** What makes maps one set: the set id, else artist, title and creator. */
  public String setKey() {
    return setId() != null
        ? "set " + setId()
        : (artist() + "|" + title() + "|" + creator()).toLowerCase(Locale.ROOT);
  }
}
