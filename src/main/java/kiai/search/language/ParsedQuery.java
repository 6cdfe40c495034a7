package kiai.search.language;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
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
 * @param keys of the filters, of which an index may know nothing
 * @param mentionsMode whether a filter speaks of modes
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
    Set<String> keys,
    boolean mentionsMode,
    ObjectNode understood) {

  /**
   * What should come first.
   *
   * @param ranges numbers that should lie within bounds
   * @param wanted kinds of play that there should be much of
   * @param unwanted kinds of play that there should be little of
   * @param mode whose maps should come first, since the kinds are of it; null when the mode is said
   *     or nothing tells it
   */
  public record Wishes(
      List<NumberWish> ranges, List<KindWish> wanted, List<KindWish> unwanted, String mode) {
    /** Nothing. */
    public static final Wishes NONE = new Wishes(List.of(), List.of(), List.of(), null);

    /** True when nothing is wished. */
    public boolean isEmpty() {
      return ranges.isEmpty() && wanted.isEmpty() && unwanted.isEmpty();
    }
  }

  /**
   * A number that should lie within bounds.
   *
   * @param field of the index
   * @param whole whether the field holds whole numbers
   * @param softness how far outside the wish is half lost
   */
  public record NumberWish(
      String name, String field, boolean whole, double low, double high, double softness) {
    /** 1 inside, falling outside. */
    public double fit(double value) {
      double off = Math.max(0, Math.max(low - value, value - high)) / softness;
      return Math.exp(-off * off * Math.log(2));
    }
  }

  /**
   * A kind of play.
   *
   * @param traits patterns that measure it, all together; empty when none do
   * @param tags osu! user tags that stand for it
   * @param mode of all of these tags, null when they are of several or of all
   */
  public record KindWish(String name, List<Trait> traits, List<String> tags, String mode) {}

  /**
   * A pattern that a kind of play has much or little of.
   *
   * @param pattern key of {@link kiai.analysis.MapPatterns}
   */
  public record Trait(String pattern, boolean little) {}

  /**
   * A map by its id or the words of its name, and how the hits should differ from it.
   *
   * @param text null when only changes are named, of a map that is given elsewhere
   * @param changes harder, easier, faster, slower, longer, shorter, newer, older
   */
  public record Reference(String text, List<String> changes) {}

  /** The mode that is asked for; null when none is, even if one is likely. */
  public String saidMode() {
    return wishes.mode() == null ? metadata.mode() : null;
  }

  /** The same with other kinds of play. */
  public ParsedQuery wanting(List<KindWish> kinds) {
    Wishes other = new Wishes(wishes.ranges(), kinds, wishes.unwanted(), wishes.mode());
    return new ParsedQuery(
        filters, words, likelyWords, other, metadata, like, sort, keys, mentionsMode, understood);
  }

  /** The same with other metadata for the tower. */
  public ParsedQuery with(MapMetadata other) {
    return new ParsedQuery(
        filters, words, likelyWords, wishes, other, like, sort, keys, mentionsMode, understood);
  }
}
