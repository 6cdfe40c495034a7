package kiai.compare;

import java.util.Locale;
import kiai.map.MapRecord;

/**
 * A map of a set that is compared.
 *
 * @param md5 of its file; null when it came without one
 * @param name artist, title and difficulty, for people
 * @param song artist and title in lower case: maps of one song are not independent; the MD5 of a
 *     map that says neither
 * @param mode {@code osu}, {@code taiko}, {@code fruits} or {@code mania}
 * @param stars no mods; null when they are not known
 * @param vector of the map, of length 1
 * @param windows vectors of its windows in their order, each of length 1; no rows for a ready
 *     embedding
 */
@SuppressWarnings("ArrayRecordComponent") // vectors on their way through; never compared
public record ComparedMap(
    String md5,
    String name,
    String song,
    String mode,
    Double stars,
    float[] vector,
    float[][] windows) {

  /** What is the same in copies of one file; the map itself where it came without an MD5. */
  Object key() {
    return md5 == null ? this : md5;
  }

  /** A map of an index. */
  static ComparedMap of(MapRecord map, float[] vector, float[][] windows) {
    String song = (map.artist() + "\n" + map.title()).toLowerCase(Locale.ROOT).strip();
    return new ComparedMap(
        map.md5(),
        "%s - %s [%s]".formatted(map.artist(), map.title(), map.version()),
        song.isEmpty() ? "md5 " + map.md5() : song,
        map.mode(),
        map.stars(),
        vector,
        windows);
  }
}
