package kiai.search.language;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import kiai.tokens.MapMetadata;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;

/**
 * A text as it was understood.
 *
 * @param filters all must match
 * @param words must match in some text field; they also give the lexical score
 * @param likelyWords need not match, but give the lexical score too: words that also mean a kind of
 *     map
 * @param wishes what should come first without being demanded
 * @param metadata the same for the metadata tower; {@link MapMetadata#UNKNOWN} when nothing is said
 * @param like a map that the hits should play like, null when none is named
 * @param sort order of the hits, null when the best come first
 * @param understood for the user
 */
public record ParsedQuery(
    List<Query> filters,
    List<Query> words,
    List<Query> likelyWords,
    Wishes wishes,
    MapMetadata metadata,
    Reference like,
    Sort sort,
    ObjectNode understood) {

  /**
   * What should come first.
   *
   * @param ranges numbers that should lie within bounds
   * @param wanted kinds of play that there should be much of
   * @param unwanted kinds of play that there should be little of
   */
  public record Wishes(List<NumberWish> ranges, List<KindWish> wanted, List<KindWish> unwanted) {
    /** Nothing. */
    public static final Wishes NONE = new Wishes(List.of(), List.of(), List.of());

    /** True when nothing is wished. */
    public boolean isEmpty() {
      return ranges.isEmpty() && wanted.isEmpty() && unwanted.isEmpty();
    }
  }

  /**
   * A number that should lie within bounds.
   *
   * @param field of the index
   * @param softness how far outside the wish is half lost
   */
  public record NumberWish(String name, String field, double low, double high, double softness) {
    /** 1 inside, falling outside. */
    public double fit(double value) {
      double off = Math.max(0, Math.max(low - value, value - high)) / softness;
      return Math.exp(-off * off * Math.log(2));
    }
  }

  /**
   * A kind of play.
   *
   * @param pattern name of the pattern share that measures it, null when none does
   * @param tags osu! user tags that stand for it
   */
  public record KindWish(String name, String pattern, List<String> tags) {}

  /**
   * A map by its id or the words of its name, and how the hits should differ from it.
   *
   * @param changes harder, easier, faster, slower, longer, shorter, newer, older
   */
  public record Reference(String text, List<String> changes) {}

  /** The same with other metadata for the tower. */
  public ParsedQuery with(MapMetadata other) {
    return new ParsedQuery(filters, words, likelyWords, wishes, other, like, sort, understood);
  }
}
