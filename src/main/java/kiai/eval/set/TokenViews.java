package kiai.eval.set;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kiai.analysis.play.WindowFeatures.Variant;
import kiai.tokens.Vocabulary;

/**
 * The views of a window's ids. {@code tools/kiai_tools/data.py} makes the same from the same ids; a
 * test there holds the two equal.
 */
public final class TokenViews {
  /** Events that are not played. */
  private static final Set<String> GRID =
      Set.of("BEAT", "MEASURE", "TIMING_POINT", "KIAI_ON", "KIAI_OFF", "SCROLL_SPEED_CHANGE");

  private static final Set<String> PLAYED =
      Set.of(
          "CIRCLE",
          "SPINNER",
          "SPINNER_END",
          "SLIDER_HEAD",
          "BEZIER_ANCHOR",
          "PERFECT_ANCHOR",
          "CATMULL_ANCHOR",
          "RED_ANCHOR",
          "LAST_ANCHOR",
          "SLIDER_END",
          "REPEAT_END",
          "HOLD_NOTE",
          "HOLD_NOTE_END",
          "DRUMROLL",
          "DRUMROLL_END",
          "DENDEN",
          "DENDEN_END",
          "CIRCLE_NEW_COMBO",
          "SLIDER_HEAD_NEW_COMBO");

  private static final Pattern NUMBERED =
      Pattern.compile("\\[(TIME_SHIFT|POS_X|POS_Y)_(-?\\d+)\\]");
  private static final int WIDTH = 512; // osu! pixels
  private static final int HEIGHT = 384;

  private final boolean[] event;
  private final boolean[] grid;
  private final boolean[] dropped; // hit sounds and volumes
  private final int[] time; // milliseconds, -1 for other tokens
  private final int[] mirrorX;
  private final int[] mirrorY;
  private final int[] timeIds;
  private final int timeStep;

  public TokenViews(Vocabulary vocabulary) {
    int size = vocabulary.size();
    event = new boolean[size];
    grid = new boolean[size];
    dropped = new boolean[size];
    time = new int[size];
    Arrays.fill(time, -1);
    mirrorX = new int[size];
    mirrorY = new int[size];
    Arrays.setAll(mirrorX, i -> i);
    Arrays.setAll(mirrorY, i -> i);
    Stream.of(vocabulary.base(), vocabulary.specials())
        .flatMap(tokens -> tokens.entrySet().stream())
        .forEach(token -> read(token, vocabulary));
    int[] steps = Arrays.stream(time).filter(ms -> ms >= 0).sorted().toArray();
    timeStep = steps[1] - steps[0];
    timeIds = new int[steps.length];
    for (int id = 0; id < size; id++) {
      if (time[id] >= 0) {
        timeIds[time[id] / timeStep] = id;
      }
    }
  }

  private void read(Map.Entry<String, Integer> token, Vocabulary vocabulary) {
    int id = token.getValue();
    String name = token.getKey().substring(1, token.getKey().length() - 1);
    grid[id] = GRID.contains(name);
    event[id] = grid[id] || PLAYED.contains(name);
    dropped[id] = name.startsWith("HITSOUND_") || name.startsWith("VOLUME_");
    Matcher numbered = NUMBERED.matcher(token.getKey());
    if (numbered.matches()) {
      int value = Integer.parseInt(numbered.group(2));
      switch (numbered.group(1)) {
        case "TIME_SHIFT" -> time[id] = value;
        case "POS_X" -> mirrorX[id] = other(vocabulary, "[POS_X_%d]", WIDTH - value, id);
        default -> mirrorY[id] = other(vocabulary, "[POS_Y_%d]", HEIGHT - value, id);
      }
    }
  }

  private static int other(Vocabulary vocabulary, String form, int value, int id) {
    int found = vocabulary.find(form.formatted(value));
    return found < 0 ? id : found;
  }

  /** The ids as a view shows them. */
  public int[] of(int[] ids, View view, Variant change) {
    return switch (view) {
      case FULL -> ids;
      case STRIP -> strip(ids);
      case STRIP_TEMPO -> change(strip(ids), change);
    };
  }

  /** Without grid events, hit sounds and volumes. */
  public int[] strip(int[] ids) {
    int[] kept = new int[ids.length];
    int n = 0;
    boolean inGrid = false;
    for (int id : ids) {
      inGrid = event[id] ? grid[id] : inGrid;
      if (!inGrid && !dropped[id]) {
        kept[n++] = id;
      }
    }
    return Arrays.copyOf(kept, n);
  }

  /** The same window played at another speed and mirrored; what then comes too late falls out. */
  public int[] change(int[] ids, Variant change) {
    int[] out = ids.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] = change.mirrorX() ? mirrorX[out[i]] : out[i];
      out[i] = change.mirrorY() ? mirrorY[out[i]] : out[i];
      int ms = time[out[i]];
      if (ms >= 0 && change.speed() != 1) {
        int step = (int) Math.rint(ms / change.speed() / timeStep);
        if (step >= timeIds.length) {
          return Arrays.copyOf(out, Math.max(2, i - 1)); // the event's type token goes too
        }
        out[i] = timeIds[step];
      }
    }
    return out;
  }

  /** Milliseconds of a time token, -1 for others. */
  public int time(int id) {
    return time[id];
  }

  public int size() {
    return time.length;
  }
}
