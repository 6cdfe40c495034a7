package kiai.search;

import java.util.ArrayList;
import java.util.List;
import kiai.map.Mods;

/**
 * A map that somebody likes, as it is played.
 *
 * @param idOrMd5 beatmap id or MD5
 * @param mods {@link Mods#NONE} for as it is
 */
public record LikedId(String idOrMd5, Mods mods) {

  /** A map without mods. */
  public static LikedId of(String idOrMd5) {
    return new LikedId(idOrMd5, Mods.NONE);
  }

  /**
   * A map by a text such as {@code 129891} or {@code 129891+HDDT}; whether it is an id is not
   * checked.
   */
  public static LikedId parse(String text) {
    int plus = text.indexOf('+');
    if (plus < 0) {
      return of(text.strip());
    }
    List<String> acronyms = new ArrayList<>();
    String letters = text.substring(plus + 1).strip();
    for (int at = 0; at + 2 <= letters.length(); at += 2) {
      acronyms.add(letters.substring(at, at + 2));
    }
    return new LikedId(text.substring(0, plus).strip(), Mods.ofAcronyms(acronyms));
  }
}
