package kiai.search.answer;

import kiai.map.MapRecord;

/**
 * One map of an answer.
 *
 * @param map what the index knows of it
 * @param path where its file lies, null when unknown
 * @param score 0 to 1; orders the list
 * @param folded other difficulties of its set that were folded into this hit
 * @param copies other sets with a copy of it, perhaps at another speed, that were folded into it
 * @param explanation why it is there, null when nobody asked
 */
public record Hit(
    MapRecord map, String path, double score, int folded, int copies, Explanation explanation) {
  /** A map that was not found by a question. */
  public static Hit of(MapRecord map) {
    return new Hit(map, null, 0, 0, 0, null);
  }
}
