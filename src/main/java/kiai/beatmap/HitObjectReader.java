package kiai.beatmap;

/**
 * Reads one line of {@code [HitObjects]}. Type bits are tried as circle, slider, spinner, hold note
 * (golden README, S7). One reader serves one file on one thread.
 */
final class HitObjectReader {
  private static final double MAX_TIME = Integer.MAX_VALUE;
  private static final double MAX_COORDINATE = 131_072; // osu!lazer's limit
  private static final double MICROS_PER_MS = 1000;
  private static final int[] NO_SOUNDS = {};
  private static final HitSample[] NO_SAMPLES = {};

  private final byte[] data;
  private final ParserLimits limits;
  private final TimingPoints timing;
  private final double sliderMultiplier;
  private final Fields fields = new Fields(',');
  private final Fields parts = new Fields('|');
  private final Fields pieces = new Fields(':');
  private String problem;

  HitObjectReader(byte[] data, ParserLimits limits, TimingPoints timing, double sliderMultiplier) {
    this.data = data;
    this.limits = limits;
    this.timing = timing;
    this.sliderMultiplier = sliderMultiplier;
  }

  /** Why the last line gave no object, or what was odd about it; null when all was well. */
  String problem() {
    return problem;
  }

  /** The object of a line, or null with a {@link #problem()}. */
  HitObject read(int start, int end) {
    problem = null;
    fields.split(data, start, end, Integer.MAX_VALUE);
    if (fields.count() < 5) {
      return fail("a hit object needs at least five fields");
    }
    double x = number(0);
    double y = number(1);
    double time = number(2);
    if (!(Math.abs(x) <= Integer.MAX_VALUE) || !(Math.abs(y) <= Integer.MAX_VALUE)) {
      return fail("the position of a hit object is not a number");
    }
    if (!(Math.abs(time) <= MAX_TIME)) {
      return fail("the time of a hit object is not a number");
    }
    int type = (int) wholeOr(3, -1);
    if (type < 0) {
      return fail("the type of a hit object is not a number");
    }
    int hitSound = (int) wholeOr(4, 0);
    boolean newCombo = (type & 4) != 0;
    if ((type & 1) != 0) {
      return new HitObject.Circle((int) x, (int) y, time, hitSound, newCombo, sampleField(5));
    }
    if ((type & 2) != 0) {
      return slider((int) x, (int) y, time, hitSound, newCombo);
    }
    if ((type & 8) != 0) {
      double endTime = fields.count() > 5 ? number(5) : Double.NaN;
      if (!(Math.abs(endTime) <= MAX_TIME)) {
        return fail("a spinner has no end time");
      }
      return new HitObject.Spinner(
          (int) x, (int) y, time, endTime, hitSound, newCombo, sampleField(6));
    }
    if ((type & 128) != 0) {
      return holdNote((int) x, (int) y, time, hitSound, newCombo);
    }
    return fail("the type " + type + " is not a hit object");
  }

  private HitObject holdNote(int x, int y, double time, int hitSound, boolean newCombo) {
    double endTime = time;
    HitSample sample = HitSample.DEFAULT;
    if (fields.count() > 5) {
      int start = fields.start(5);
      int end = fields.end(5);
      int colon = start;
      while (colon < end && data[colon] != ':') {
        colon++;
      }
      endTime = Numbers.parseDouble(data, start, colon, Double.NaN);
      if (colon < end) {
        sample = sample(colon + 1, end);
      } else {
        sample = sampleField(6); // written with a comma by some tools
      }
    }
    if (!(Math.abs(endTime) <= MAX_TIME)) {
      problem = "a hold note has no end time; it ends where it starts";
      endTime = time;
    }
    return new HitObject.HoldNote(x, y, time, endTime, hitSound, newCombo, sample);
  }

  private HitObject slider(int x, int y, double time, int hitSound, boolean newCombo) {
    if (fields.count() < 6 || fields.isEmpty(5)) {
      return fail("a slider has no path");
    }
    CurveType curve = curveOf(data[fields.start(5)]);
    int[] path = path(x, y, fields.start(5), fields.end(5));
    if (path == null) {
      return null;
    }
    long spans = fields.count() > 6 ? wholeOr(6, 1) : 1;
    if (spans > limits.maxSpans()) {
      return fail("a slider repeats " + spans + " times; the limit is " + limits.maxSpans());
    }
    if (spans < 1) {
      spans = 1; // the game plays such a slider once
    }
    double length = fields.count() > 7 ? number(7) : Double.NaN;
    if (!Double.isFinite(length)) {
      length = polylineLength(path);
      problem = "a slider has no length; took that of its control points";
    }
    int[] edgeSounds = fields.count() > 8 ? edgeSounds(8) : NO_SOUNDS;
    HitSample[] edgeSamples = fields.count() > 9 ? edgeSamples(9) : NO_SAMPLES;
    double endTime = time + sliderDuration(time, length, (int) spans);
    return new HitObject.Slider(
        x,
        y,
        time,
        endTime,
        hitSound,
        newCombo,
        sampleField(10),
        curve,
        path,
        (int) spans,
        length,
        edgeSounds,
        edgeSamples);
  }

  private CurveType curveOf(byte letter) {
    return switch (letter) {
      case 'B' -> CurveType.BEZIER;
      case 'L' -> CurveType.LINEAR;
      case 'C' -> CurveType.CATMULL;
      case 'P' -> CurveType.PERFECT;
      default -> {
        problem = "an unknown curve letter; read as Bezier";
        yield CurveType.BEZIER;
      }
    };
  }

  /** x0, y0, x1, y1 … with the head first; null with a problem when it is absurd. */
  private int[] path(int x, int y, int start, int end) {
    parts.split(data, start, end, Integer.MAX_VALUE);
    if (parts.count() > limits.maxControlPoints()) {
      fail("a slider has " + parts.count() + " control points");
      return null;
    }
    int[] path = new int[2 * parts.count()];
    path[0] = x;
    path[1] = y;
    int length = 2;
    for (int i = 1; i < parts.count(); i++) {
      int from = parts.start(i);
      int to = parts.end(i);
      int colon = from;
      while (colon < to && data[colon] != ':') {
        colon++;
      }
      double px = Numbers.parseDouble(data, from, colon, Double.NaN);
      double py = colon < to ? Numbers.parseDouble(data, colon + 1, to, Double.NaN) : Double.NaN;
      if (!(Math.abs(px) <= Integer.MAX_VALUE) || !(Math.abs(py) <= Integer.MAX_VALUE)) {
        problem = "a control point is not x:y; left out of its slider";
        continue;
      }
      path[length++] = (int) px;
      path[length++] = (int) py;
    }
    return length == path.length ? path : java.util.Arrays.copyOf(path, length);
  }

  private static double polylineLength(int[] path) {
    double sum = 0;
    for (int i = 2; i < path.length; i += 2) {
      sum += Math.hypot((double) path[i] - path[i - 2], (double) path[i + 1] - path[i - 1]);
    }
    return Math.min(sum, MAX_COORDINATE);
  }

  /**
   * Milliseconds from head to tail, a whole number: the reference truncates beats times beat
   * length. The slider velocity is clamped to 0.1 to 10.
   */
  private double sliderDuration(double time, double length, int spans) {
    double beatLength = 1000;
    double velocity = 1;
    if (timing.size() > 0) {
      int index = timing.indexAt((long) (time * MICROS_PER_MS));
      TimingPoint point = timing.get(index);
      beatLength = timing.get(timing.rootOf(index)).beatLength();
      if (!timing.isRoot(index) && point.beatLength() < 0) {
        velocity = Math.clamp(-100 / point.beatLength(), 0.1, 10.0);
      }
    }
    double pixelsPerBeat = sliderMultiplier * 100 * velocity;
    double beats = length * spans / pixelsPerBeat;
    double duration = beats * beatLength + 1e-5;
    if (!(Math.abs(duration) <= MAX_TIME) || !(Math.abs(time + duration) <= MAX_TIME)) {
      problem = "a slider never ends; it ends where it starts";
      return 0;
    }
    return (long) duration;
  }

  private int[] edgeSounds(int field) {
    if (fields.isEmpty(field)) {
      return NO_SOUNDS;
    }
    parts.split(data, fields.start(field), fields.end(field), limits.maxSpans() + 1);
    int[] sounds = new int[parts.count()];
    for (int i = 0; i < sounds.length; i++) {
      long sound = Numbers.parseLong(data, parts.start(i), parts.end(i));
      sounds[i] = sound == Numbers.NO_LONG ? 0 : (int) sound;
    }
    return sounds;
  }

  private HitSample[] edgeSamples(int field) {
    if (fields.isEmpty(field)) {
      return NO_SAMPLES;
    }
    parts.split(data, fields.start(field), fields.end(field), limits.maxSpans() + 1);
    HitSample[] samples = new HitSample[parts.count()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = sample(parts.start(i), parts.end(i));
    }
    return samples;
  }

  private HitSample sampleField(int field) {
    return field < fields.count()
        ? sample(fields.start(field), fields.end(field))
        : HitSample.DEFAULT;
  }

  private HitSample sample(int start, int end) {
    if (isDefaultSample(start, end)) {
      return HitSample.DEFAULT;
    }
    pieces.split(data, start, end, 5);
    int normal = piece(0);
    int addition = piece(1);
    int volume = piece(3);
    return normal == 0 && addition == 0 && volume == 0
        ? HitSample.DEFAULT
        : new HitSample(normal, addition, volume);
  }

  /** {@code 0:0:0:0:} and {@code 0:0}, which nearly every line ends with. */
  private boolean isDefaultSample(int start, int end) {
    int length = end - start;
    if (length > 8) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (data[i] != ((i - start) % 2 == 0 ? '0' : ':')) {
        return false;
      }
    }
    return true;
  }

  private int piece(int index) {
    if (index >= pieces.count() || pieces.isEmpty(index)) {
      return 0;
    }
    long value = Numbers.parseLong(data, pieces.start(index), pieces.end(index));
    return value == Numbers.NO_LONG ? 0 : (int) Math.clamp(value, -1_000_000L, 1_000_000L);
  }

  private double number(int field) {
    return Numbers.parseDouble(data, fields.start(field), fields.end(field), Double.NaN);
  }

  private long wholeOr(int field, long missing) {
    long value = Numbers.parseLong(data, fields.start(field), fields.end(field));
    if (value != Numbers.NO_LONG) {
      return value;
    }
    double number = number(field);
    return Double.isNaN(number) ? missing : (long) number;
  }

  private HitObject fail(String why) {
    problem = why;
    return null;
  }
}
