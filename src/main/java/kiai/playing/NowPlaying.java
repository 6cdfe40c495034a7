package kiai.playing;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The map that is played or selected.
 *
 * @param md5 its MD5, empty when the reader does not say
 * @param beatmapId null when it has none or the reader does not say
 * @param file its {@code .osu} file, null when it is not where the reader says
 * @param name artist, title and difficulty, for people
 * @param mods the mod that changes its speed: dt, ht or nm
 */
public record NowPlaying(String md5, Integer beatmapId, Path file, String name, String mods) {
  private static final int DOUBLE_TIME = 64; // the game's bits of mods
  private static final int HALF_TIME = 256;
  private static final int NIGHTCORE = 512;

  /**
   * What a reader's answer says: that of tosu ({@code /json/v2}), of gosumemory, which tosu serves
   * too ({@code /json}), or of StreamCompanion ({@code /json}).
   *
   * @return empty when no map is selected, or the answer is of none of these programs
   */
  public static Optional<NowPlaying> of(JsonNode answer) {
    NowPlaying playing;
    if (answer.path("beatmap").isObject()) {
      playing = tosu(answer);
    } else if (answer.path("menu").path("bm").isObject()) {
      playing = gosumemory(answer);
    } else if (answer.has("md5") || answer.has("mapid")) {
      playing = streamCompanion(answer);
    } else {
      return Optional.empty();
    }
    boolean known = !playing.md5.isEmpty() || playing.beatmapId != null || playing.file != null;
    return known ? Optional.of(playing) : Optional.empty();
  }

  private static NowPlaying tosu(JsonNode answer) {
    JsonNode map = answer.path("beatmap");
    JsonNode names = map.path("metadata").isObject() ? map.path("metadata") : map;
    JsonNode mods = answer.path("play").path("mods");
    return new NowPlaying(
        md5(map.path("checksum")),
        id(map.path("id")),
        file(
            text(answer.path("directPath"), "beatmapFile"),
            List.of(
                text(answer.path("folders"), "songs"),
                text(answer.path("directPath"), "skinFolder"), // lazer's store
                text(answer.path("folders"), "game"))),
        name(
            text(names, "artist"),
            text(names, "title"),
            names.has("version") ? text(names, "version") : text(names, "difficulty")),
        mods(mods.isMissingNode() || mods.isNull() ? answer.path("menu").path("mods") : mods));
  }

  private static NowPlaying gosumemory(JsonNode answer) {
    JsonNode map = answer.path("menu").path("bm");
    JsonNode names = map.path("metadata");
    JsonNode path = map.path("path");
    return new NowPlaying(
        md5(map.path("md5")),
        id(map.path("id")),
        file(
            text(path, "folder") + "/" + text(path, "file"),
            List.of(text(answer.path("settings").path("folders"), "songs"))),
        name(text(names, "artist"), text(names, "title"), text(names, "difficulty")),
        mods(answer.path("menu").path("mods")));
  }

  private static NowPlaying streamCompanion(JsonNode answer) {
    return new NowPlaying(
        md5(answer.path("md5")),
        id(answer.path("mapid")),
        file(text(answer, "osuFileLocation"), List.of()),
        name(text(answer, "artistRoman"), text(answer, "titleRoman"), text(answer, "diffName")),
        mods(answer.path("mods")));
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asText("").strip();
  }

  private static String md5(JsonNode value) {
    String text = value.asText("").toLowerCase(Locale.ROOT);
    return text.matches("[0-9a-f]{32}") ? text : "";
  }

  private static Integer id(JsonNode value) {
    int id = value.asInt(0); // some write it as a text
    return id > 0 ? (Integer) id : null;
  }

  private static String name(String artist, String title, String version) {
    return "%s - %s [%s]".formatted(artist, title, version);
  }

  /** The first that is there: the path itself, or below one of the folders. */
  private static Path file(String path, List<String> folders) {
    String plain = path.replace('\\', '/');
    if (plain.isEmpty() || plain.equals("/")) {
      return null;
    }
    List<String> candidates = new ArrayList<>(List.of(path, plain));
    for (String folder : folders) {
      if (!folder.isEmpty()) {
        candidates.add(folder.replace('\\', '/') + "/" + plain);
      }
    }
    for (String candidate : candidates) {
      try {
        Path file = Path.of(candidate);
        if (file.isAbsolute() && Files.isRegularFile(file)) {
          return file;
        }
      } catch (InvalidPathException e) {
        // A path of another system.
      }
    }
    return null;
  }

  /** Names, acronyms in a list, or bits; of all only what changes the speed counts. */
  private static String mods(JsonNode mods) {
    if (mods.isArray()) {
      for (JsonNode mod : mods) {
        String found = mods(mod);
        if (!found.equals("nm")) {
          return found;
        }
      }
      return "nm";
    }
    if (mods.isObject()) {
      if (mods.has("acronym")) {
        return mods(mods.get("acronym"));
      }
      for (String name : List.of("array", "name", "str", "number", "num")) {
        String found = mods(mods.path(name));
        if (!found.equals("nm")) {
          return found;
        }
      }
      return "nm";
    }
    if (mods.isNumber()) {
      int bits = mods.asInt();
      return (bits & (DOUBLE_TIME | NIGHTCORE)) != 0 ? "dt" : (bits & HALF_TIME) != 0 ? "ht" : "nm";
    }
    String text = mods.asText("").toUpperCase(Locale.ROOT);
    return text.contains("DT") || text.contains("NC")
        ? "dt"
        : text.contains("HT") || text.contains("DC") ? "ht" : "nm";
  }
}
