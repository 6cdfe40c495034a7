package kiai.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a source other than its {@code .osu} says about a map; null where it says nothing.
 *
 * @param source name of the file that says so, such as {@code osu!.db}
 * @param kind what sort of source it is; decides who wins
 * @param status graveyard, wip, pending, ranked, approved, qualified or loved
 * @param stars star rating without mods
 * @param starsDoubleTime star rating with Double Time
 * @param starsHalfTime star rating with Half Time
 * @param year year of submission
 * @param submitted day of submission, ISO 8601
 * @param ranked day of ranking, ISO 8601
 * @param updated day of the last update, ISO 8601
 * @param mapperId osu! user id of the mapper
 * @param genre osu!'s genre in lower case
 * @param language osu!'s language in lower case
 * @param favourites how many players made the set a favourite
 * @param plays how often it was played
 * @param tags osu! user tags
 * @param collections collections of the player that hold it
 * @param owned whether the player has it
 * @param played whether the player has played it
 * @param lastPlayed day when it was last played, ISO 8601
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MapFacts(
    String source,
    Kind kind,
    String status,
    Double stars,
    Double starsDoubleTime,
    Double starsHalfTime,
    Integer year,
    String submitted,
    String ranked,
    String updated,
    Integer mapperId,
    String genre,
    String language,
    Integer favourites,
    Long plays,
    List<String> tags,
    List<String> collections,
    Boolean owned,
    Boolean played,
    String lastPlayed) {

  /** Sorts of sources; the first one that says something wins. */
  public enum Kind {
    /** A table that the user named. */
    TABLE,
    /** A metadata or embedding table in Mapperator's layout. */
    METADATA,
    /** Files of the player's own osu! client. */
    CLIENT
  }

  /** Facts that are gathered one by one. */
  public static final class Builder {
    private static final double MOST_STARS = 1_000;

    private final String source;
    private final Kind kind;
    private String status;
    private Double stars;
    private Double starsDoubleTime;
    private Double starsHalfTime;
    private Integer year;
    private String submitted;
    private String ranked;
    private String updated;
    private Integer mapperId;
    private String genre;
    private String language;
    private Integer favourites;
    private Long plays;
    private List<String> tags;
    private List<String> collections;
    private Boolean owned;
    private Boolean played;
    private String lastPlayed;

    /** No facts yet. */
    public Builder(String source, Kind kind) {
      this.source = source;
      this.kind = kind;
    }

    Builder status(String value) {
      status = value;
      return this;
    }

    Builder stars(Double plain, Double doubleTime, Double halfTime) {
      stars = possible(plain);
      starsDoubleTime = possible(doubleTime);
      starsHalfTime = possible(halfTime);
      return this;
    }

    /** Ratings that no calculator gives are typing errors or worse. */
    private static Double possible(Double rating) {
      return rating != null && rating >= 0 && rating < MOST_STARS ? rating : null;
    }

    Builder year(Integer value) {
      year = value;
      return this;
    }

    /** Days as ISO 8601; the year follows from the first when it is not known otherwise. */
    Builder days(String submission, String ranking, String update) {
      submitted = submission;
      ranked = ranking;
      updated = update;
      if (submission != null) {
        year = Integer.valueOf(submission.substring(0, 4));
      }
      return this;
    }

    Builder mapperId(Integer value) {
      mapperId = value;
      return this;
    }

    Builder about(String genreName, String languageName) {
      genre = genreName;
      language = languageName;
      return this;
    }

    Builder liked(Integer favouriteCount, Long playCount) {
      favourites = favouriteCount;
      plays = playCount;
      return this;
    }

    Builder tags(List<String> values) {
      tags = values;
      return this;
    }

    Builder collections(List<String> values) {
      collections = values;
      return this;
    }

    Builder had(Boolean isOwned, Boolean isPlayed, String last) {
      owned = isOwned;
      played = isPlayed;
      lastPlayed = last;
      return this;
    }

    /** The facts. */
    public MapFacts build() {
      return new MapFacts(
          source,
          kind,
          status,
          stars,
          starsDoubleTime,
          starsHalfTime,
          year,
          submitted,
          ranked,
          updated,
          mapperId,
          genre,
          language,
          favourites,
          plays,
          tags,
          collections,
          owned,
          played,
          lastPlayed);
    }
  }
}
