package kiai.compare;

import java.util.Locale;
import kiai.map.MapRecord;

/**
 * A map of a set that is compared.
 *
 * @param md5 of its file; null when it came without one
 * @param name artist, title and difficulty, for people
 * @param song artist and title in lower case: maps of one song are not independent
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

  /** A map of an index. */
  static ComparedMap of(MapRecord map, float[] vector, float[][] windows) {
    return new ComparedMap(
        map.md5(),
        "%s - %s [%s]".formatted(map.artist(), map.title(), map.version()),
        (map.artist() + "\n" + map.title()).toLowerCase(Locale.ROOT).strip(),
        map.mode(),
        map.stars(),
        vector,
        windows);
  }
}
