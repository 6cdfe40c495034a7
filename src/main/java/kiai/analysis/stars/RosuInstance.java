package kiai.analysis.stars;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.Value;
import kiai.analysis.wasm.RosuPp;
import kiai.beatmap.GameMode;

/**
 * One instance of the star calculator's WebAssembly module ({@code src/main/wasm}) with its memory.
 *
 * <p>One thread only. After any exception other than {@link RejectedException} the instance must be
 * thrown away: the module's own stack is then in an unknown state.
 */
final class RosuInstance {
  private static final int INITIAL_PAGES = 17; // what the module asks for
  private static final int NO_MOD = 0;
  private static final int DOUBLE_TIME = 64; // osu!'s bits of mods
  private static final int HALF_TIME = 256;
  private static final int HARD_ROCK = 16;
  private static final int EASY = 2;

  /** The module read the map and refused it. */
  static final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RejectedException(String message) {
      super(message);
    }
  }

  /** What reading a map gave, by the module's numbers. */
  enum Found {
    RATED,
    NOT_DECODED,
    SUSPICIOUS,
    EMPTY
  }

  /** What the module found in a map; a rating only when it could be rated. */
  record Rated(Found found, StarRating rating) {}

  private final Instance instance;
  private final ExportFunction reserve;
  private final ExportFunction read;
  private final ExportFunction mode;
  private final ExportFunction stars;
  private final ExportFunction maxCombo;

  /** An instance that may use at most this many pages of 64 KiB. */
  RosuInstance(int maxPages) {
    instance =
        Instance.builder(RosuPp.load())
            .withMachineFactory(RosuPp::create)
            .withMemoryFactory(ByteArrayMemory::new)
            .withMemoryLimits(new MemoryLimits(INITIAL_PAGES, maxPages))
            .build();
    reserve = instance.export("reserve");
    read = instance.export("read");
    mode = instance.export("mode");
    stars = instance.export("stars");
    maxCombo = instance.export("max_combo");
  }

  /**
   * Rates a map.
   *
   * @throws RejectedException when the module cannot decode it; the instance stays usable
   * @throws RuntimeException when it traps; the instance is then unusable
   */
  Rated rate(byte[] osu) {
    int address = (int) reserve.apply(osu.length)[0];
    instance.memory().write(address, osu);
    Found found = Found.values()[(int) read.apply()[0]];
    if (found == Found.NOT_DECODED) {
      throw new RejectedException("the calculator cannot read the map");
    }
    if (found != Found.RATED) {
      return new Rated(found, null);
    }
    GameMode ruleset = GameMode.ofId((int) mode.apply()[0]);
    double plain = stars(NO_MOD);
    int combo = (int) maxCombo.apply()[0];
    boolean settingsCount = ruleset != GameMode.MANIA; // there they never change a rating
    return new Rated(
        found,
        new StarRating(
            plain,
            stars(DOUBLE_TIME),
            stars(HALF_TIME),
            settingsCount ? stars(HARD_ROCK) : plain,
            settingsCount ? stars(EASY) : plain,
            combo,
            ruleset));
  }

  private double stars(int mods) {
    return Value.longToDouble(stars.apply(mods)[0]);
  }
}
