package kiai.tokens;

import java.util.Arrays;

/**
 * Cuts the event groups of a map into windows (W1, W2).
 *
 * <p>The windows start at multiples of the stride, as long as more than the shortest length is left
 * of the song. A window holds the groups from its start to before its end.
 */
final class Windows {
  /** More windows than this are not made: nearly nine hours of 16 s windows. */
  static final int MAX_WINDOWS = 2_000;

  private final EventGroups groups;
  private final ProcessorConfig.WindowSettings settings;
  private int searchFrom;
  private int[] members = new int[256];
  private int memberCount;

  Windows(EventGroups groups, ProcessorConfig.WindowSettings settings) {
    this.groups = groups;
    this.settings = settings;
  }

  /** How many windows a song of a length has. */
  static int count(double songLengthSec, ProcessorConfig.WindowSettings settings) {
    double span = songLengthSec - settings.minLengthSec();
    return (int) Math.clamp(Math.ceil(span / settings.strideSec()), 0.0, MAX_WINDOWS);
  }

  /** Collects the groups of a window; windows must be asked for in order. */
  void select(int window) {
    double startSec = window * settings.strideSec();
    double start = startSec * 1000;
    double end = (startSec + settings.lengthSec()) * 1000;
    double nextStart = (startSec + settings.strideSec()) * 1000;
    memberCount = 0;
    for (int place = searchFrom; place < groups.size(); place++) {
      int group = groups.at(place);
      double time = groups.time(group);
      if (time < nextStart) {
        searchFrom++;
      }
      if (time < start) {
        continue;
      }
      if (time >= end) {
        break;
      }
      if (memberCount == members.length) {
        members = Arrays.copyOf(members, memberCount * 2);
      }
      members[memberCount++] = group;
    }
  }

  /** Number of groups in the selected window. */
  int size() {
    return memberCount;
  }

  /** A group of the selected window. */
  int group(int index) {
    return members[index];
  }
}
