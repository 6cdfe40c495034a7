package kiai.index;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import kiai.analysis.DerivedTag;
import kiai.dataset.MapFacts;

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
 * @param patterns numbers of {@link kiai.analysis.MapPatterns} by their keys
 * @param windowStarts where the windows begin, milliseconds
 * @param windowObjects objects that start in each window
 * @param computed what the file alone gives, where a source may say otherwise
 * @param derivedTags tags that the patterns suggest; never mixed with what people said
 * @param importedFrom table that the map was imported from, null for maps with a file
 * @param audio where its audio file lies, null when it is not there
 * @param facts what sources besides the file say, those who win first
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
    List<Integer> windowObjects,
    Computed computed,
    List<DerivedTag> derivedTags,
    String importedFrom,
    String audio,
    List<MapFacts> facts) {

  /**
   * What was computed or estimated.
   *
   * @param year estimated year, null when unknown
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Computed(
      Double stars,
      Double starsDoubleTime,
      Double starsHalfTime,
      String starsSource,
      Integer year) {}

  /** The same map with what sources say, which wins over what was computed. */
  public BeatmapRecord with(List<MapFacts> newFacts) {
    MapFacts rated = source(newFacts, MapFacts::stars).orElse(null);
    Double doubleTime = first(newFacts, MapFacts::starsDoubleTime).orElse(null);
    Double halfTime = first(newFacts, MapFacts::starsHalfTime).orElse(null);
    Optional<Integer> known = first(newFacts, MapFacts::year);
    return new BeatmapRecord(
        md5,
        beatmapId,
        setId,
        title,
        titleUnicode,
        artist,
        artistUnicode,
        creator,
        version,
        source,
        mapperTags,
        mode,
        rated == null ? computed.stars : rated.stars(),
        doubleTime == null ? computed.starsDoubleTime : doubleTime,
        halfTime == null ? computed.starsHalfTime : halfTime,
        rated == null ? computed.starsSource : rated.source(),
        known.orElse(computed.year),
        known.isEmpty() && computed.year != null,
        first(newFacts, MapFacts::status).orElse(null),
        bpm,
        bpmMin,
        bpmMax,
        length,
        cs,
        ar,
        od,
        hp,
        keys,
        longNoteShare,
        circles,
        sliders,
        spinners,
        holdNotes,
        first(newFacts, MapFacts::tags).orElse(List.of()),
        patterns,
        windowStarts,
        windowObjects,
        computed,
        derivedTags,
        importedFrom,
        audio,
        List.copyOf(newFacts));
  }

  private static <T> Optional<T> first(List<MapFacts> facts, Function<MapFacts, T> what) {
    return facts.stream().flatMap(f -> Stream.ofNullable(what.apply(f))).findFirst();
  }

  private static Optional<MapFacts> source(List<MapFacts> facts, Function<MapFacts, ?> what) {
    return facts.stream().filter(f -> what.apply(f) != null).findFirst();
  }

  /** What the sources say of something; the first that says anything wins. */
  public <T> Optional<T> known(Function<MapFacts, T> what) {
    return first(facts, what);
  }

  /** Collections of all sources that hold the map. */
  public List<String> collections() {
    return facts.stream()
        .flatMap(f -> f.collections() == null ? Stream.of() : f.collections().stream())
        .distinct()
        .toList();
  }

  /** Where a known year is from; null when it is estimated or unknown. */
  public String yearSource() {
    return source(facts, MapFacts::year).map(MapFacts::source).orElse(null);
  }

  /** Whether the player has it: as a file here, or in the client's own database. */
  public boolean owned() {
    return importedFrom == null || known(MapFacts::owned).orElse(false);
  }

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
