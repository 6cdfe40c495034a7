package kiai.map;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import kiai.analysis.play.MapPatterns;
import kiai.map.MapField.Syntax;

/**
 * The registry of all {@link MapField}s. It drives filters, sorting, hints about missing data, the
 * mapping of indexes, the members of hits, suggestions, and the table of filters in the docs. The
 * order is that of the members of a hit.
 */
public final class MapFields {
  /** Changes with the meaning of any field or of how an index stores it. */
  public static final int SCHEMA_VERSION = 8;

  private static final double SETTING_TOLERANCE = 0.05; // as osu!lazer's
  private static final double BPM_TOLERANCE = 0.5; // as osu!lazer's
  private static final double PERCENT_TOLERANCE = 0.5;
  private static final double SHARE_TOLERANCE = 0.005;
  private static final double PATTERN_TOLERANCE = 0.05;
  private static final String PATTERN_PREFIX = "pattern_";

  private static final List<MapField> ALL = new ArrayList<>();

  /** osu!'s beatmap id. */
  public static final MapField BEATMAP_ID =
      add("beatmap_id", MapField.Type.WHOLE)
          .from(MapRecord::beatmapId)
          .shownAs("beatmap_id")
          .key(Syntax.WHOLE, "id")
          .help("beatmap id");

  /** osu!'s beatmap set id. */
  public static final MapField SET_ID =
      add("set_id", MapField.Type.WHOLE)
          .from(MapRecord::setId)
          .shownAs("set_id")
          .key(Syntax.WHOLE, "setid")
          .help("beatmap set id");

  /** Title, romanised and as written. */
  public static final MapField TITLE =
      add("title", MapField.Type.TEXT)
          .from(m -> both(m.title(), m.content().names().titleUnicode()))
          .shownAs("title")
          .key(Syntax.WORDS, "title")
          .help("title, romanised or as written")
          .weighing(3)
          .suggested();

  /** Artist, romanised and as written. */
  public static final MapField ARTIST =
      add("artist", MapField.Type.TEXT)
          .from(m -> both(m.artist(), m.content().names().artistUnicode()))
          .shownAs("artist")
          .key(Syntax.WORDS, "artist")
          .help("artist, romanised or as written")
          .weighing(2)
          .suggested();

  /** Artist and title together, as people paste them. */
  public static final MapField ARTIST_AND_TITLE =
      add("pasted", MapField.Type.WHOLE_TEXT)
          .from(m ->
              both(
                  joined(m.artist(), m.title()),
                  joined(m.content().names().artistUnicode(), m.content().names().titleUnicode())));

  /** Mapper of the set. */
  public static final MapField CREATOR =
      add("creator", MapField.Type.TEXT)
          .from(MapRecord::creator)
          .shownAs("creator")
          .key(Syntax.WORDS, "mapper", "creator", "author")
          .help("mapper")
          .weighing(2)
          .suggested();

  /** Name of the difficulty. */
  public static final MapField DIFFICULTY_NAME =
      add("version", MapField.Type.TEXT)
          .from(MapRecord::version)
          .shownAs("version")
          .key(Syntax.WORDS, "diff", "difficulty", "version")
          .help("name of the difficulty")
          .weighing(1.5);

  /** Source of the song, such as a game. */
  public static final MapField SOURCE =
      add("source", MapField.Type.TEXT)
          .from(m -> m.content().names().source())
          .shownAs("source")
          .key(Syntax.WORDS, "source")
          .help("source of the song, such as a game")
          .weighing(1.2);

  /** Free words of the mapper. */
  public static final MapField MAPPER_TAGS =
      add("tag_text", MapField.Type.TEXT).from(m -> m.content().names().mapperTags()).weighing(0.7);

  /** Ruleset. */
  public static final MapField MODE =
      add("mode", MapField.Type.KEYWORD)
          .from(MapRecord::mode)
          .shownAs("mode")
          .key(Syntax.MODE, "mode", "m")
          .help("ruleset");

  /** Star rating without mods. */
  public static final MapField STARS =
      add("stars", MapField.Type.REAL)
          .from(MapRecord::stars)
          .shownAs("stars")
          .key(Syntax.STARS, "stars", "star", "sr")
          .help("star rating without mods")
          .orders("difficulty");

  /** Star rating with Double Time. */
  public static final MapField STARS_DOUBLE_TIME =
      add("stars_dt", MapField.Type.REAL)
          .from(MapRecord::starsDoubleTime)
          .shownAs("stars_dt")
          .key(Syntax.STARS, "stars_dt")
          .help("star rating with Double Time")
          .orders();

  /** Star rating with Half Time. */
  public static final MapField STARS_HALF_TIME =
      add("stars_ht", MapField.Type.REAL)
          .from(MapRecord::starsHalfTime)
          .shownAs("stars_ht")
          .key(Syntax.STARS, "stars_ht")
          .help("star rating with Half Time")
          .orders();

  /** Star rating with Hard Rock. */
  public static final MapField STARS_HARD_ROCK =
      add("stars_hr", MapField.Type.REAL)
          .from(MapRecord::starsHardRock)
          .shownAs("stars_hr")
          .key(Syntax.STARS, "stars_hr")
          .help("star rating with Hard Rock")
          .orders();

  /** Star rating with Easy. */
  public static final MapField STARS_EASY =
      add("stars_ez", MapField.Type.REAL)
          .from(MapRecord::starsEasy)
          .shownAs("stars_ez")
          .key(Syntax.STARS, "stars_ez")
          .help("star rating with Easy")
          .orders();

  /** Algorithm or source of the star rating. */
  public static final MapField STARS_SOURCE = shown("stars_source", MapRecord::starsSource);

  /** Year of submission, known or estimated. */
  public static final MapField YEAR =
      add("year", MapField.Type.WHOLE)
          .from(MapRecord::year)
          .shownAs("year")
          .key(Syntax.YEAR, "year")
          .help("year of submission, known or estimated from the set id")
          .orders();

  /** Whether the year is estimated. */
  public static final MapField YEAR_ESTIMATED = shown("year_estimated", MapRecord::yearEstimated);

  /** Where the year is from. */
  public static final MapField YEAR_SOURCE = shown("year_source", MapRecord::yearSource);

  /** Day of submission. */
  public static final MapField SUBMITTED =
      sourced("submitted", MapField.Type.DAY, SourcedField.SUBMITTED)
          .key(Syntax.DATE_OR_YEAR, "created", "submitted")
          .help("day of submission; maps without one are compared by their year")
          .orders();

  /** Day of ranking. */
  public static final MapField RANKED =
      sourced("ranked", MapField.Type.DAY, SourcedField.RANKED)
          .key(Syntax.DATE, "ranked")
          .help("day of ranking")
          .bySources()
          .orders();

  /** Day of the last update. */
  public static final MapField UPDATED =
      sourced("updated", MapField.Type.DAY, SourcedField.UPDATED)
          .key(Syntax.DATE, "updated")
          .help("day of the last update")
          .bySources()
          .orders();

  /** Status on the website. */
  public static final MapField STATUS =
      sourced("status", MapField.Type.KEYWORD, SourcedField.STATUS)
          .key(Syntax.STATUS, "status")
          .help("status on the website")
          .bySources();

  /** osu! user id of the mapper. */
  public static final MapField MAPPER_ID =
      sourced("mapper_id", MapField.Type.WHOLE, SourcedField.MAPPER_ID)
          .key(Syntax.WHOLE, "mapperid", "creatorid")
          .help("osu! user id of the mapper")
          .bySources();

  /** Genre on the website. */
  public static final MapField GENRE =
      sourced("genre", MapField.Type.KEYWORD, SourcedField.GENRE)
          .key(Syntax.EXACT_LOWER, "genre")
          .help("genre on the website")
          .bySources();

  /** Language on the website. */
  public static final MapField LANGUAGE =
      sourced("language", MapField.Type.KEYWORD, SourcedField.LANGUAGE)
          .key(Syntax.EXACT_LOWER, "language")
          .help("language on the website")
          .bySources();

  /** How many players made the set a favourite. */
  public static final MapField FAVOURITES =
      sourced("favourites", MapField.Type.WHOLE, SourcedField.FAVOURITES)
          .key(Syntax.WHOLE, "favourites", "favorites")
          .help("how many players made the set a favourite")
          .bySources()
          .orders();

  /** How often it was played. */
  public static final MapField PLAYS =
      sourced("plays", MapField.Type.WHOLE, SourcedField.PLAYS)
          .key(Syntax.WHOLE, "plays", "playcount")
          .help("how often it was played by all players")
          .bySources()
          .orders();

  /** Whether the player has it. */
  public static final MapField OWNED =
      add("owned", MapField.Type.FLAG)
          .from(MapRecord::owned)
          .shownAs("owned")
          .key(Syntax.FLAG, "owned")
          .help("whether you have its file");

  /** Whether the player has played it. */
  public static final MapField PLAYED =
      sourced("played", MapField.Type.FLAG, SourcedField.PLAYED)
          .key(Syntax.FLAG_OR_DAYS, "played")
          .help("whether you have played it; played<7 is within the last 7 days")
          .bySources();

  /** Day when the player last played it. */
  public static final MapField LAST_PLAYED =
      sourced("last_played", MapField.Type.DAY, SourcedField.LAST_PLAYED)
          .key(Syntax.AGO, "lastplayed")
          .help("when you last played it")
          .bySources()
          .orders("last_played");

  /** Tempo that lasts longest. */
  public static final MapField BPM =
      add("bpm", MapField.Type.REAL)
          .from(MapRecord::bpm)
          .shownAs("bpm")
          .key(Syntax.NUMBER, "bpm")
          .within(BPM_TOLERANCE)
          .help("the tempo that lasts longest, beats per minute")
          .orders();

  /** Slowest tempo. */
  public static final MapField BPM_MIN = shown("bpm_min", m -> m.content().timing().bpmMin());

  /** Fastest tempo. */
  public static final MapField BPM_MAX = shown("bpm_max", m -> m.content().timing().bpmMax());

  /** Seconds from the first object to the end of the last. */
  public static final MapField LENGTH =
      add("length", MapField.Type.REAL)
          .from(MapRecord::length)
          .shownAs("length")
          .key(Syntax.LENGTH, "length")
          .help("time from the first object to the end of the last, breaks included")
          .orders();

  /** The same without breaks. */
  public static final MapField DRAIN =
      add("drain", MapField.Type.REAL)
          .from(m -> m.content().timing().drain())
          .shownAs("drain")
          .key(Syntax.LENGTH, "drain")
          .help("time from the first object to the end of the last, without breaks")
          .since(4)
          .orders();

  /** Circle size. */
  public static final MapField CS = setting("cs", "circle size", m -> m.content().settings().cs());

  /** Approach rate. */
  public static final MapField AR =
      setting("ar", "approach rate", m -> m.content().settings().ar());

  /** Overall difficulty. */
  public static final MapField OD =
      setting("od", "overall difficulty", m -> m.content().settings().od());

  /** Health drain rate. */
  public static final MapField HP =
      add("hp", MapField.Type.REAL)
          .from(m -> m.content().settings().hp())
          .shownAs("hp")
          .key(Syntax.NUMBER, "hp", "dr")
          .within(SETTING_TOLERANCE)
          .help("health drain rate")
          .orders();

  /** Mania keys. */
  public static final MapField KEYS =
      add("keys", MapField.Type.WHOLE)
          .from(m -> m.keys() == 0 ? null : (Integer) m.keys())
          .shownAs("keys")
          .key(Syntax.WHOLE, "keys", "key")
          .help("mania keys")
          .orders();

  /** Share of long notes among mania notes in percent; other modes have none, not even 0. */
  public static final MapField LONG_NOTES =
      add("ln", MapField.Type.REAL)
          .from(m -> m.keys() == 0 ? null : (Double) (m.longNoteShare() * 100))
          .key(Syntax.PERCENT, "ln", "lns")
          .within(PERCENT_TOLERANCE)
          .help("share of long notes among mania notes, percent")
          .orders();

  /** Beat snap divisor of the editor. */
  public static final MapField BEAT_DIVISOR =
      add("divisor", MapField.Type.WHOLE)
          .from(m -> m.content().settings().beatDivisor())
          .shownAs("beat_divisor")
          .key(Syntax.WHOLE, "divisor")
          .help("beat snap divisor that the editor was left at, such as 4 for 1/4")
          .since(4)
          .orders();

  /** Circles. */
  public static final MapField CIRCLES =
      count("circles", "circles", m -> m.content().counts().circles());

  /** Sliders. */
  public static final MapField SLIDERS =
      count("sliders", "sliders", m -> m.content().counts().sliders());

  /** Spinners. */
  public static final MapField SPINNERS =
      count("spinners", "spinners", m -> m.content().counts().spinners());

  /** Mania long notes. */
  public static final MapField HOLD_NOTES =
      shown("hold_notes", m -> m.content().counts().holdNotes());

  /** Hit objects of all kinds. */
  public static final MapField OBJECTS =
      add("objects", MapField.Type.WHOLE)
          .from(MapRecord::objects)
          .key(Syntax.WHOLE, "objects")
          .help("hit objects of all kinds")
          .orders();

  /** User tags. */
  public static final MapField TAGS =
      add("tag", MapField.Type.KEYWORD)
          .from(MapRecord::tags)
          .shownAs("tags")
          .key(Syntax.TAG, "tag")
          .help("osu! user tag, given by people or derived from patterns");

  /** User tags that the patterns suggest. */
  public static final MapField DERIVED_TAGS =
      add("derived_tag", MapField.Type.KEYWORD)
          .from(m -> m.derivedTags().stream().map(t -> t.tag()).toList());

  /** The player's collections. */
  public static final MapField COLLECTIONS =
      add("collection", MapField.Type.KEYWORD)
          .from(MapRecord::collections)
          .shownAs("collections")
          .key(Syntax.EXACT, "collection")
          .help("a collection of yours that holds it")
          .bySources();

  /** Whether the song went into the vectors; known by who embeds, not by the record. */
  public static final MapField AUDIO_EMBEDDED =
      add("heard", MapField.Type.FLAG)
          .key(Syntax.FLAG, "heard")
          .help("whether its song went into its vectors (models with audio input)");

  /** What makes maps one set. */
  public static final MapField SET_KEY =
      add("set_key", MapField.Type.KEYWORD).from(MapRecord::setKey);

  /** Equal for copies of one map. */
  public static final MapField NOTES_KEY =
      add("notes_key", MapField.Type.KEYWORD).from(m -> m.content().analysis().notesKey());

  /** The table that it was imported from. */
  public static final MapField IMPORTED_FROM =
      add("imported_from", MapField.Type.KEYWORD).from(MapRecord::importedFrom);

  /** {@code unplayed=yes}: a second key for {@link #PLAYED}; stored nowhere. */
  private static final MapField UNPLAYED =
      MapField.of("played", MapField.Type.FLAG)
          .key(Syntax.NOT_FLAG, "unplayed")
          .help("whether you have not played it");

  private static final Map<String, MapField> PATTERNS = patterns();
  private static final Map<String, MapField> BY_KEY = byKey();
  private static final Map<String, MapField> BY_ORDER = byOrder();

  /** Texts that free words ask. */
  private static final List<MapField> TEXTS = ALL.stream().filter(f -> f.textWeight() > 0).toList();

  private MapFields() {}

  private static MapField add(String name, MapField.Type type) {
    MapField field = MapField.of(name, type);
    ALL.add(field);
    return field;
  }

  /** A member of hits that an index does not store as a field of its own. */
  private static MapField shown(String json, Function<MapRecord, ?> getter) {
    MapField field = MapField.of(json, null).from(getter).shownAs(json);
    ALL.add(field);
    return field;
  }

  private static MapField sourced(String name, MapField.Type type, SourcedField<?> field) {
    return add(name, type).from(m -> m.sourced(field).orElse(null)).shownAs(name);
  }

  private static MapField setting(String name, String help, Function<MapRecord, ?> getter) {
    return add(name, MapField.Type.REAL)
        .from(getter)
        .shownAs(name)
        .key(Syntax.NUMBER, name)
        .within(SETTING_TOLERANCE)
        .help(help)
        .orders();
  }

  private static MapField count(String name, String help, Function<MapRecord, ?> getter) {
    return add(name, MapField.Type.WHOLE)
        .from(getter)
        .shownAs(name)
        .key(Syntax.WHOLE, name)
        .help("number of " + help)
        .orders();
  }

  /** Fields of {@link MapPatterns}; keys of osu!'s own language keep their meaning. */
  private static Map<String, MapField> patterns() {
    Map<String, MapField> patterns = new LinkedHashMap<>();
    for (MapPatterns.Pattern p : MapPatterns.Pattern.values()) {
      boolean taken = ALL.stream().anyMatch(f -> f.keys().contains(p.key()));
      MapField field =
          add(PATTERN_PREFIX + p.key(), MapField.Type.REAL)
              .from(m -> m.patterns().get(p.key()))
              .within(p.isShare() ? SHARE_TOLERANCE : PATTERN_TOLERANCE)
              .help("pattern: " + p.key().replace('_', ' '));
      if (!taken) {
        field.key(p.isShare() ? Syntax.SHARE : Syntax.NUMBER, p.key()).orders();
      }
      patterns.put(p.key(), field);
    }
    return patterns;
  }

  private static Map<String, MapField> byKey() {
    Map<String, MapField> byKey = new LinkedHashMap<>();
    Stream.concat(ALL.stream(), Stream.of(UNPLAYED))
        .forEach(field -> field.keys().forEach(key -> byKey.put(key, field)));
    return byKey;
  }

  private static Map<String, MapField> byOrder() {
    Map<String, MapField> byOrder = new LinkedHashMap<>();
    ALL.forEach(field -> field.orderNames().forEach(name -> byOrder.put(name, field)));
    return byOrder;
  }

  private static List<String> both(String romanised, String original) {
    return Stream.of(romanised, original).filter(Objects::nonNull).distinct().toList();
  }

  private static String joined(String artist, String title) {
    return artist == null || title == null ? null : artist + " " + title;
  }

  /** All fields, in the order of the members of a hit. */
  public static List<MapField> all() {
    return java.util.Collections.unmodifiableList(ALL);
  }

  /** The field that a key of the search language means, in lower case. */
  public static Optional<MapField> byKey(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }

  /** All keys of the search language with their fields. */
  public static Map<String, MapField> keys() {
    return java.util.Collections.unmodifiableMap(BY_KEY);
  }

  /** Fields with a key, each once, in the order of the registry. */
  public static List<MapField> filters() {
    return BY_KEY.values().stream().distinct().toList();
  }

  /** The field that {@code sort=} means by a name in lower case. */
  public static Optional<MapField> byOrder(String name) {
    return Optional.ofNullable(BY_ORDER.get(name));
  }

  /** The field of a pattern by the pattern's key. */
  public static MapField pattern(String key) {
    MapField field = PATTERNS.get(key);
    if (field == null) {
      throw new IllegalArgumentException(
          "no pattern %s; there are %s"
              .formatted(key, Arrays.toString(MapPatterns.Pattern.values())));
    }
    return field;
  }

  /** Texts that free words ask, each with its weight. */
  public static List<MapField> texts() {
    return TEXTS;
  }
}
