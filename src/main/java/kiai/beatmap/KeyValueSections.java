package kiai.beatmap;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The {@code Key: value} sections. A key ends at the first colon, so {@code Title:Re:Zero} is the
 * title {@code Re:Zero}; a repeated key replaces the earlier one.
 */
final class KeyValueSections {
  private static final double DEFAULT_SETTING = 5; // HP, CS and OD when a file has none
  private static final double DEFAULT_SLIDER_MULTIPLIER = 1.4;
  private static final double DEFAULT_STACK_LENIENCY = 0.7;
  private static final int MOST_DIVISOR = 64; // osu!lazer's editor takes any up to it

  private record Value(String text, int offset) {}

  private final byte[] data;
  private final IssueLog issues;
  private final Map<String, Value> general = new HashMap<>();
  private final Map<String, Value> metadata = new HashMap<>();
  private final Map<String, Value> difficulty = new HashMap<>();
  private final Map<String, Value> editor = new HashMap<>();
  private Beatmap.Difficulty readDifficulty;

  KeyValueSections(byte[] data, IssueLog issues) {
    this.data = data;
    this.issues = issues;
  }

  void clearGeneral() {
    general.clear();
  }

  void clearMetadata() {
    metadata.clear();
  }

  void clearDifficulty() {
    difficulty.clear();
  }

  void general(int start, int end) {
    put(general, start, end);
  }

  void metadata(int start, int end) {
    put(metadata, start, end);
  }

  void difficulty(int start, int end) {
    put(difficulty, start, end);
  }

  void editor(int start, int end) {
    put(editor, start, end);
  }

  private void put(Map<String, Value> section, int start, int end) {
    int colon = start;
    while (colon < end && data[colon] != ':') {
      colon++;
    }
    if (section.size() >= 1_000) {
      return; // no real section has more than thirty keys
    }
    String key = text(start, colon);
    String value = colon < end ? text(colon + 1, end) : "";
    section.put(key, new Value(value, start));
  }

  private String text(int start, int end) {
    return new String(data, start, end - start, StandardCharsets.UTF_8).strip();
  }

  GameMode mode() {
    Value value = general.get("Mode");
    if (value == null) {
      return GameMode.OSU;
    }
    byte[] digits = value.text().getBytes(StandardCharsets.UTF_8);
    long id = Numbers.parseLong(digits, 0, digits.length);
    if (id < 0 || id > 3) {
      issues.at(value.offset(), "the mode \"" + shorten(value.text()) + "\" is unknown; took osu!");
      return GameMode.OSU;
    }
    return GameMode.ofId((int) id);
  }

  /** Stack leniency; 0.7 when the file has none that can be read. */
  double stackLeniency() {
    Value value = general.get("StackLeniency");
    byte[] digits =
        (value == null ? "" : value.text().replace(',', '.')).getBytes(StandardCharsets.UTF_8);
    double leniency = Numbers.parseDouble(digits, 0, digits.length, Double.NaN);
    return Double.isFinite(leniency) ? leniency : DEFAULT_STACK_LENIENCY;
  }

  /** Beat snap divisor; 0 when the file has none that the editor knows. */
  int beatDivisor() {
    Value value = editor.get("BeatDivisor");
    byte[] digits = (value == null ? "" : value.text()).getBytes(StandardCharsets.UTF_8);
    long divisor = Numbers.parseLong(digits, 0, digits.length);
    return divisor >= 1 && divisor <= MOST_DIVISOR ? (int) divisor : 0;
  }

  String audioFilename() {
    return textOf(general, "AudioFilename", "");
  }

  Beatmap.Metadata metadata() {
    if (metadata.isEmpty()) {
      issues.general("it has no [Metadata]; the map has no name");
    }
    String title = textOf(metadata, "Title", "");
    String artist = textOf(metadata, "Artist", "");
    return new Beatmap.Metadata(
        title,
        textOf(metadata, "TitleUnicode", title),
        artist,
        textOf(metadata, "ArtistUnicode", artist),
        textOf(metadata, "Creator", ""),
        textOf(metadata, "Version", ""),
        textOf(metadata, "Source", ""),
        textOf(metadata, "Tags", ""),
        id("BeatmapID"),
        id("BeatmapSetID"));
  }

  Beatmap.Difficulty difficulty() {
    if (readDifficulty == null) {
      double od = number("OverallDifficulty", DEFAULT_SETTING);
      readDifficulty =
          new Beatmap.Difficulty(
              number("HPDrainRate", DEFAULT_SETTING),
              number("CircleSize", DEFAULT_SETTING),
              od,
              number("ApproachRate", od), // old maps have none: the game takes OD
              number("SliderMultiplier", DEFAULT_SLIDER_MULTIPLIER),
              number("SliderTickRate", 1));
    }
    return readDifficulty;
  }

  private static String textOf(Map<String, Value> section, String key, String missing) {
    Value value = section.get(key);
    return value == null ? missing : value.text();
  }

  private int id(String key) {
    Value value = metadata.get(key);
    if (value == null || value.text().isEmpty()) {
      return 0;
    }
    byte[] digits = value.text().getBytes(StandardCharsets.UTF_8);
    long id = Numbers.parseLong(digits, 0, digits.length);
    if (id == Numbers.NO_LONG) {
      issues.at(value.offset(), key + " is not a number; ignored");
      return 0;
    }
    return id > 0 && id <= Integer.MAX_VALUE ? (int) id : 0;
  }

  private double number(String key, double missing) {
    Value value = difficulty.get(key);
    if (value == null) {
      return missing;
    }
    byte[] digits = value.text().replace(',', '.').getBytes(StandardCharsets.UTF_8);
    double number = Numbers.parseDouble(digits, 0, digits.length, Double.NaN);
    if (!Double.isFinite(number)) {
      issues.at(
          value.offset(),
          "%s is not a number: \"%s\"; took %s".formatted(key, shorten(value.text()), missing));
      return missing;
    }
    return number;
  }

  private static String shorten(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
