package kiai.query;

import java.util.List;
import kiai.map.Mods;
import kiai.tokens.MapMetadata;

/**
 * How a text was understood, for the one who typed it.
 *
 * @param filters what maps must meet, in the search language
 * @param preferences what should come first, in words
 * @param words what must stand in a text of a map
 * @param tokens the parts of the text with their meanings, in their order
 * @param corrections what was taken for a typo
 * @param hints what could not be understood or cannot be answered here, one sentence each
 * @param order order of the hits such as {@code stars_asc}, null when the best come first
 * @param mods mods that the map is played with; all numbers of the text are those with them
 * @param metadata what the metadata tower is told; {@link MapMetadata#UNKNOWN} for nothing
 */
public record Understanding(
    List<String> filters,
    List<String> preferences,
    List<String> words,
    List<Span> tokens,
    List<Correction> corrections,
    List<String> hints,
    String order,
    Mods mods,
    MapMetadata metadata) {

  /**
   * A part of the text.
   *
   * @param start first character
   * @param end after the last character
   * @param kind filter, wish, words, mods, mapper, artist, sort, like, change or filler
   * @param meaning what it was taken for
   * @param note a remark for whoever looks closer, null for none
   */
  public record Span(String text, int start, int end, String kind, String meaning, String note) {}

  /** A word that was read as another. */
  public record Correction(String from, String to, int start, int end) {}

  /** The same with further hints. */
  public Understanding withHints(List<String> further) {
    List<String> all = new java.util.ArrayList<>(hints);
    all.addAll(further);
    return new Understanding(
        filters, preferences, words, tokens, corrections, List.copyOf(all), order, mods, metadata);
  }
}
