package kiai.tokens;

import java.util.stream.IntStream;
import kiai.beatmap.Beatmap;
import kiai.beatmap.GameMode;
import kiai.beatmap.HitObject;
import kiai.beatmap.TimingPoint;
import kiai.beatmap.TimingPoints;

/**
 * Turns a map into event groups in the reference's order.
 *
 * <ol>
 *   <li>The objects, in file order, become groups, which are sorted by time, stably.
 *   <li>Scroll speed changes (mania), kiai and the beat grid are merged in front of them, in this
 *       order, so that at equal times the grid stands first (P3).
 * </ol>
 *
 * <p>One reader serves one map on one thread.
 */
final class EventReader {
  /** A map with more events than this is cut; the largest real map has about 200,000. */
  static final int MAX_EVENTS = 4_000_000;

  private static final int CENTRE_X = 256;
  private static final int CENTRE_Y = 192;
  private static final int FINEST_SNAP = 16;
  private static final double SNAP_TOLERANCE_MS = 2;

  private final Beatmap beatmap;
  private final ProcessorConfig.Parser settings;
  private final TimingPoints timing;
  private final EventGroups groups;
  private final HitSounds hitSounds;
  private final boolean positions;
  private double lastX = CENTRE_X;
  private double lastY = CENTRE_Y;

  EventReader(Beatmap beatmap, ProcessorConfig.Parser settings) {
    this.beatmap = beatmap;
    this.settings = settings;
    this.timing = beatmap.timing();
    this.groups = new EventGroups(beatmap.hitObjects().size() * 3 + 256);
    this.hitSounds = new HitSounds(timing);
    this.positions = beatmap.mode().hasPositions();
  }

  /**
   * Reads all events.
   *
   * @param songLengthSec where the beat grid ends; 0 asks the map itself (P10)
   * @param speed every time is divided by it (W3)
   */
  EventGroups read(double songLengthSec, double speed) {
    SliderEvents sliders = new SliderEvents(this, settings);
    for (HitObject object : beatmap.hitObjects()) {
      if (groups.size() >= MAX_EVENTS) {
        break;
      }
      switch (object) {
        case HitObject.Circle circle -> circle(circle);
        case HitObject.Slider slider -> {
          if (beatmap.mode() == GameMode.TAIKO) {
            taikoLong(slider, EventType.DRUMROLL, EventType.DRUMROLL_END);
          } else {
            sliders.add(slider);
          }
        }
        case HitObject.Spinner spinner -> {
          if (beatmap.mode() == GameMode.TAIKO) {
            taikoLong(spinner, EventType.DENDEN, EventType.DENDEN_END);
          } else {
            spinner(spinner);
          }
        }
        case HitObject.HoldNote hold -> holdNote(hold);
      }
    }
    int[] order = groups.sorted(0, groups.size());
    if (settings.addManiaSv() && beatmap.mode() == GameMode.MANIA) {
      int from = groups.size();
      ScrollSpeeds.changes(beatmap, settings.maniaBpmNormalizedScrollSpeed(), this::speedChange);
      order = groups.merge(range(from), order);
    }
    if (settings.addKiai()) {
      int from = groups.size();
      kiai();
      order = groups.merge(range(from), order);
    }
    if (settings.addTiming()) {
      int from = groups.size();
      double length = songLengthSec != 0 ? songLengthSec : SongLength.of(beatmap);
      BeatGrid.add(groups, timing, settings.addTimingPoints(), length, MAX_EVENTS - from);
      order = groups.merge(range(from), order);
    }
    groups.setOrder(order);
    if (speed != 1.0) {
      groups.speedUp(speed);
    }
    return groups;
  }

  private int[] range(int from) {
    return IntStream.range(from, groups.size()).toArray();
  }

  private void speedChange(int timingPoint, double speed) {
    int group = event(EventType.SCROLL_SPEED_CHANGE, timing.offsetMicros(timingPoint));
    groups.setScrollSpeed(group, speed);
  }

  private void kiai() {
    boolean on = false;
    for (int i = 0; i < timing.size(); i++) {
      TimingPoint point = timing.get(i);
      boolean kiai = point.effects() != 0; // S5
      if (kiai != on) {
        event(kiai ? EventType.KIAI_ON : EventType.KIAI_OFF, timing.offsetMicros(i));
        on = kiai;
      }
    }
  }

  private void circle(HitObject.Circle circle) {
    long micros = micros(circle.time());
    int group = event(EventType.CIRCLE, micros);
    place(group, circle.x(), circle.y());
    startCombo(group, circle);
    if (beatmap.mode() == GameMode.TAIKO) {
      groups.setScrollSpeed(group, ScrollSpeeds.at(timing, micros));
    }
    sound(micros, circle.hitSound(), circle.sample());
  }

  private void spinner(HitObject.Spinner spinner) {
    event(EventType.SPINNER, micros(spinner.time()));
    long end = micros(spinner.endTime());
    event(EventType.SPINNER_END, end);
    sound(end, spinner.hitSound(), spinner.sample());
    lastX = CENTRE_X;
    lastY = CENTRE_Y;
  }

  private void holdNote(HitObject.HoldNote hold) {
    long start = micros(hold.time());
    int head = event(EventType.HOLD_NOTE, start);
    place(head, hold.x(), hold.y());
    sound(start, hold.hitSound(), hold.sample());
    int tail = event(EventType.HOLD_NOTE_END, micros(hold.endTime()));
    place(tail, hold.x(), hold.y());
    lastX = hold.x();
    lastY = hold.y();
  }

  private void taikoLong(HitObject object, EventType head, EventType tail) {
    long start = micros(object.time());
    int group = event(head, start);
    groups.setScrollSpeed(group, ScrollSpeeds.at(timing, start));
    sound(start, object.hitSound(), object.sample());
    event(tail, micros(object.endTime()));
  }

  /** Adds an event that has a time token. */
  int event(EventType type, long micros) {
    int group = groups.add(type, millis(micros), true);
    if (settings.addSnapping()) {
      groups.setSnapping(group, snapping(micros));
    }
    return group;
  }

  /** Adds an event without a time token of its own. */
  int untimedEvent(EventType type, long micros) {
    return groups.add(type, millis(micros), false);
  }

  /** Gives a group its position, distance or column, and moves the last position there. */
  void place(int group, double x, double y) {
    if (positions) {
      if (settings.addDistances()) {
        double dx = x - lastX;
        double dy = y - lastY;
        groups.setDistance(group, (int) Math.sqrt(dx * dx + dy * dy));
      }
      if (settings.addPositions()) {
        groups.setPosition(group, (int) x, (int) y);
      }
      lastX = x;
      lastY = y;
    } else if (beatmap.mode() == GameMode.MANIA && settings.maniaColumns()) {
      int keys = Math.max(1, beatmap.keyCount());
      groups.setColumn(group, (int) Math.clamp(x / 512 * keys, 0.0, keys - 1.0));
    }
  }

  void startCombo(int group, HitObject object) {
    if (object.newCombo() && positions) {
      groups.setNewCombo(group);
    }
  }

  void sound(long micros, int hitSound, kiai.beatmap.HitSample sample) {
    if (settings.addHitsounds()) {
      hitSounds.add(groups, micros, hitSound, sample);
    }
  }

  EventGroups groups() {
    return groups;
  }

  TimingPoints timing() {
    return timing;
  }

  /** The finest divisor within 2 ms, 1 to 16; 0 when none fits. */
  private int snapping(long micros) {
    int index = timing.indexAt(micros);
    if (index < 0) {
      return 0;
    }
    int root = timing.rootOf(index);
    double beatLength = timing.get(root).beatLength();
    double beats = seconds(micros - timing.offsetMicros(root)) * 1000 / beatLength;
    if (!Double.isFinite(beats)) {
      return 0;
    }
    for (int divisor = 1; divisor <= FINEST_SNAP; divisor++) {
      double off = Math.abs(beats - Math.rint(beats * divisor) / divisor) * beatLength;
      if (off < SNAP_TOLERANCE_MS) {
        return divisor;
      }
    }
    return 0;
  }

  /** Object times are whole milliseconds in the reference; fractions are cut off. */
  static double whole(double millis) {
    return millis < 0 ? Math.ceil(millis) : Math.floor(millis);
  }

  static long micros(double millis) {
    return ((long) whole(millis)) * 1000L;
  }

  static double seconds(long micros) {
    return micros / 1e6;
  }

  /** Whole milliseconds, truncated toward zero after a nudge (P4). */
  static int millis(long micros) {
    return (int) (seconds(micros) * 1000 + 1e-5);
  }
}
