package kiai.beatmap;

import java.util.Arrays;
import java.util.List;

/** The four rulesets of osu!, in the order of their ids (0 to 3). */
public enum GameMode {
  OSU("osu"),
  TAIKO("taiko"),
  FRUITS("fruits"),
  MANIA("mania");

  private static final GameMode[] BY_ID = values();

  private final String apiName;

  GameMode(String apiName) {
    this.apiName = apiName;
  }

  /** The name that osu!'s API and our answers use: osu, taiko, fruits or mania. */
  public String apiName() {
    return apiName;
  }

  /** The ruleset id, 0 to 3. */
  public int id() {
    return ordinal();
  }

  /**
   * The mode with a ruleset id.
   *
   * @throws IllegalArgumentException for an id outside 0 to 3
   */
  public static GameMode ofId(int id) {
    if (id < 0 || id >= BY_ID.length) {
      throw new IllegalArgumentException("no game mode has the id " + id);
    }
    return BY_ID[id];
  }

  /**
   * The mode with an API name.
   *
   * @throws IllegalArgumentException for other names
   */
  public static GameMode ofApiName(String name) {
    for (GameMode mode : BY_ID) {
      if (mode.apiName.equals(name)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("no game mode is called " + name);
  }

  /** The API names of all modes in the order of their ids. */
  public static List<String> apiNames() {
    return Arrays.stream(BY_ID).map(GameMode::apiName).toList();
  }

  /** True for the modes that place objects on a plane (osu! and catch). */
  public boolean hasPositions() {
    return this == OSU || this == FRUITS;
  }
}
