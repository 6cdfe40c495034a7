package kiai.map;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one source besides the {@code .osu} says about a map.
 *
 * @param source name of the file that says so, such as {@code osu!.db}
 * @param kind what sort of source it is; decides who wins
 * @param values by the names of {@link SourcedField}; only what it says
 */
public record SourcedMetadata(String source, Kind kind, Map<String, Object> values) {

  /** Sorts of sources; of several the first one that says something wins. */
  public enum Kind {
    /** A table that the user named. */
    TABLE,
    /** A metadata or embedding table in Mapperator's layout. */
    METADATA,
    /** Files of the player's own osu! client. */
    CLIENT
  }

  /** Copies the values. */
  public SourcedMetadata {
    values = Map.copyOf(values);
  }

  /** What it says of a field; null when it says nothing. */
  @SuppressWarnings("unchecked") // only the builder puts values, with the field's own type
  public <T> T get(SourcedField<T> field) {
    return (T) values.get(field.name());
  }

  /** Says nothing yet. */
  public static Builder of(String source, Kind kind) {
    return new Builder(source, kind);
  }

  /** Gathers what a source says; null means that it says nothing. */
  public static final class Builder {
    private static final double MOST_STARS = 1_000; // ratings above are typing errors or worse

    private final String source;
    private final Kind kind;
    private final Map<String, Object> values = new HashMap<>();

    private Builder(String source, Kind kind) {
      this.source = source;
      this.kind = kind;
    }

    /** Sets a field. */
    public <T> Builder put(SourcedField<T> field, T value) {
      if (value != null) {
        values.put(field.name(), value instanceof List<?> list ? List.copyOf(list) : value);
      }
      return this;
    }

    /** Sets star ratings by speed; impossible ones are left out. */
    public Builder stars(Double plain, Double doubleTime, Double halfTime) {
      put(SourcedField.STARS, possible(plain));
      put(SourcedField.STARS_DOUBLE_TIME, possible(doubleTime));
      return put(SourcedField.STARS_HALF_TIME, possible(halfTime));
    }

    /** Sets star ratings with Hard Rock and Easy; impossible ones are left out. */
    public Builder starsOfSettings(Double hardRock, Double easy) {
      put(SourcedField.STARS_HARD_ROCK, possible(hardRock));
      return put(SourcedField.STARS_EASY, possible(easy));
    }

    private static Double possible(Double rating) {
      return rating != null && rating >= 0 && rating < MOST_STARS ? rating : null;
    }

    /** Sets days as ISO 8601; the year of submission follows from the first. */
    public Builder days(String submitted, String ranked, String updated) {
      if (submitted != null) {
        put(SourcedField.YEAR, Integer.valueOf(submitted.substring(0, 4)));
      }
      put(SourcedField.SUBMITTED, submitted);
      put(SourcedField.RANKED, ranked);
      return put(SourcedField.UPDATED, updated);
    }

    /** What was gathered. */
    public SourcedMetadata build() {
      return new SourcedMetadata(source, kind, values);
    }
  }
}
