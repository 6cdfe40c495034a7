package kiai.map;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something that a source besides the {@code .osu} can say of a map. A further one is one constant
 * here, and what reads it from its source.
 *
 * @param <T> type of its values
 */
@SuppressWarnings("UnusedTypeParameter") // it types the values in SourcedMetadata
public final class SourcedField<T> {
  private static final Map<String, SourcedField<?>> ALL = new LinkedHashMap<>();

  /** graveyard, wip, pending, ranked, approved, qualified or loved. */
  public static final SourcedField<String> STATUS = of("status", Kind.TEXT);

  /** Star rating without mods. */
  public static final SourcedField<Double> STARS = of("stars", Kind.REAL);

  /** Star rating with Double Time. */
  public static final SourcedField<Double> STARS_DOUBLE_TIME = of("starsDoubleTime", Kind.REAL);

  /** Star rating with Half Time. */
  public static final SourcedField<Double> STARS_HALF_TIME = of("starsHalfTime", Kind.REAL);

  /** Star rating with Hard Rock. */
  public static final SourcedField<Double> STARS_HARD_ROCK = of("starsHardRock", Kind.REAL);

  /** Star rating with Easy. */
  public static final SourcedField<Double> STARS_EASY = of("starsEasy", Kind.REAL);

  /** Year of submission. */
  public static final SourcedField<Integer> YEAR = of("year", Kind.WHOLE);

  /** Day of submission, ISO 8601. */
  public static final SourcedField<String> SUBMITTED = of("submitted", Kind.TEXT);

  /** Day of ranking, ISO 8601. */
  public static final SourcedField<String> RANKED = of("ranked", Kind.TEXT);

  /** Day of the last update, ISO 8601. */
  public static final SourcedField<String> UPDATED = of("updated", Kind.TEXT);

  /** osu! user id of the mapper. */
  public static final SourcedField<Integer> MAPPER_ID = of("mapperId", Kind.WHOLE);

  /** osu!'s genre in lower case. */
  public static final SourcedField<String> GENRE = of("genre", Kind.TEXT);

  /** osu!'s language in lower case. */
  public static final SourcedField<String> LANGUAGE = of("language", Kind.TEXT);

  /** How many players made the set a favourite. */
  public static final SourcedField<Integer> FAVOURITES = of("favourites", Kind.WHOLE);

  /** How often it was played by all players. */
  public static final SourcedField<Long> PLAYS = of("plays", Kind.LONG);

  /** osu! user tags. */
  public static final SourcedField<List<String>> TAGS = of("tags", Kind.TEXTS);

  /** The player's collections that hold it. */
  public static final SourcedField<List<String>> COLLECTIONS = of("collections", Kind.TEXTS);

  /** Whether the player has it. */
  public static final SourcedField<Boolean> OWNED = of("owned", Kind.FLAG);

  /** Whether the player has played it. */
  public static final SourcedField<Boolean> PLAYED = of("played", Kind.FLAG);

  /** Day when the player last played it, ISO 8601. */
  public static final SourcedField<String> LAST_PLAYED = of("lastPlayed", Kind.TEXT);

  /** Types of values. */
  public enum Kind {
    /** {@link String}. */
    TEXT,
    /** {@link Double}. */
    REAL,
    /** {@link Integer}. */
    WHOLE,
    /** {@link Long}. */
    LONG,
    /** {@link Boolean}. */
    FLAG,
    /** A {@link List} of {@link String}. */
    TEXTS
  }

  private final String name;
  private final Kind kind;

  private SourcedField(String name, Kind kind) {
    this.name = name;
    this.kind = kind;
  }

  private static <T> SourcedField<T> of(String name, Kind kind) {
    SourcedField<T> field = new SourcedField<>(name, kind);
    ALL.put(name, field);
    return field;
  }

  /** All of them by name. */
  public static Map<String, SourcedField<?>> all() {
    return java.util.Collections.unmodifiableMap(ALL);
  }

  /** Name in stored records. */
  public String name() {
    return name;
  }

  /** Type of its values. */
  public Kind kind() {
    return kind;
  }

  @Override
  public String toString() {
    return name;
  }
}
