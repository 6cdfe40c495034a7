package kiai.beatmap;

import kiai.input.ParserLimits;

/**
 * Reads one line of {@code [HitObjects]}. Type bits are tried as circle, slider, spinner, hold note
 * (docs/processor-rules.md, S7). One reader serves one file on one thread.
 */
final class HitObjectReader {
  private static final double MAX_TIME = Integer.MAX_VALUE;
  private static final double MAX_LENGTH = 131_072; // of a slider, as osu!lazer
  private static final double LEAST_MULTIPLIER = 0.4; // so osu!lazer clamps it
  private static final double MOST_MULTIPLIER = 3.6;
  private static final int LARGEST_TYPE = 255; // kind, combo and combo colour are eight bits
  private static final double MICROS_PER_MS = 1000;
  private static final int HEAD_FIELDS = 5;
  private static final int TYPE_FIELD = 3;
  private static final int MAX_PLAIN_DIGITS = 9; // always fits
  private static final int NOT_PLAIN = -1;
  private static final int UNREADABLE = -2;
  private static final int[] NO_SOUNDS = {};
  private static final HitSample[] NO_SAMPLES = {};

  private final byte[] data;
  private final ParserLimits limits;
  private final TimingPoints timing;
  private final double sliderMultiplier;
  private final Fields fields = new Fields(',');
  private final Fields parts = new Fields('|');
  private final SliderPathReader paths;
  private final Fields pieces = new Fields(':');
  private final double[] head = new double[HEAD_FIELDS];
  private String problem;

  HitObjectReader(byte[] data, ParserLimits limits, TimingPoints timing, double sliderMultiplier) {
    this.data = data;
    this.limits = limits;
    this.timing = timing;
    this.sliderMultiplier = Math.clamp(sliderMultiplier, LEAST_MULTIPLIER, MOST_MULTIPLIER);
    this.paths = new SliderPathReader(data, limits.maxControlPoints());
  }

  /** Why the last line gave no object, or what was odd about it; null when all was well. */
  String problem() {
    return problem;
  }

  /** The object of a line, or null with a {@link #problem()}. */
  HitObject read(int start, int end) {
    problem = null;
    int rest = readPlainHead(start, end);
    if (rest == NOT_PLAIN) {
      rest = readOddHead(start, end);
      if (rest == UNREADABLE) {
        return null;
      }
    }
    if (rest == end + 1) {
      fields.clear();
    } else {
      fields.split(data, rest, end, Integer.MAX_VALUE);
    }
    int x = (int) head[0];
    int y = (int) head[1];
    double time = head[2];
    int type = (int) head[3];
    int hitSound = (int) head[4];
    boolean newCombo = (type & 4) != 0;
    if (hitSound > LARGEST_TYPE || hitSound < 0) {
      return fail("the hit sound " + hitSound + " is none; its numbers may hold a comma");
    }
    if ((type & 1) != 0) {
      return new HitObject.Circle(x, y, time, hitSound, newCombo, sampleField(0));
    }
    if ((type & 2) != 0) {
      return slider(x, y, time, hitSound, newCombo);
    }
    if ((type & 8) != 0) {
      double endTime = fields.count() > 0 ? numberBeforeColon(0) : Double.NaN;
      if (!(Math.abs(endTime) <= MAX_TIME)) {
        return fail("a spinner has no end time");
      }
      return new HitObject.Spinner(x, y, time, endTime, hitSound, newCombo, sampleField(1));
    }
    if ((type & 128) != 0) {
      return holdNote(x, y, time, hitSound, newCombo);
    }
    return fail("the type " + type + " is not a hit object");
  }

  /**
   * Reads the five numbers that every line begins with, when they are plain whole numbers, as in
   * nearly every map. Answers where the rest begins ({@code end + 1} when there is none).
   */
  private int readPlainHead(int start, int end) {
    int at = start;
    for (int field = 0; field < HEAD_FIELDS; field++) {
      boolean negative = at < end && data[at] == '-';
      if (negative) {
        at++;
      }
      int from = at;
      int value = 0;
      while (at < end) {
        int digit = data[at] - '0';
        if (digit < 0 || digit > 9) {
          break;
        }
        value = value * 10 + digit;
        at++;
      }
      int digits = at - from;
      boolean ends = at == end ? field == HEAD_FIELDS - 1 : data[at] == ',';
      boolean padded = field == TYPE_FIELD && digits > 1 && data[from] == '0';
      if (digits == 0 || digits > MAX_PLAIN_DIGITS || !ends || padded) {
        return NOT_PLAIN;
      }
      head[field] = negative ? -value : value;
      at++;
    }
    return isType(head[3]) ? at : NOT_PLAIN;
  }

  /** The same for whatever else the game reads as numbers. */
  private int readOddHead(int start, int end) {
    fields.split(data, start, end, Integer.MAX_VALUE);
    if (fields.count() < HEAD_FIELDS) {
      fail("a hit object needs at least five fields");
      return UNREADABLE;
    }
    head[0] = number(0);
    head[1] = number(1);
    head[2] = number(2);
    head[3] = wholeOr(3, -1);
    head[4] = (int) wholeOr(4, 0);
    if (!(Math.abs(head[0]) <= Integer.MAX_VALUE) || !(Math.abs(head[1]) <= Integer.MAX_VALUE)) {
      fail("the position of a hit object is not a number");
      return UNREADABLE;
    }
    if (!(Math.abs(head[2]) <= MAX_TIME)) {
      fail("the time of a hit object is not a number");
      return UNREADABLE;
    }
    int type = fields.start(TYPE_FIELD);
    boolean padded = fields.end(TYPE_FIELD) - type > 1 && data[type] == '0';
    if (!isType(head[3]) || padded) {
      // "00" and the like are the decimals of a time that was written with a comma.
      fail("the type of a hit object is not a number from 0 to " + LARGEST_TYPE);
      return UNREADABLE;
    }
    return fields.count() > HEAD_FIELDS ? fields.start(HEAD_FIELDS) : end + 1;
  }

  private static boolean isType(double number) {
    return number >= 0 && number <= LARGEST_TYPE;
  }

  /** Some tools end the time of a spinner or hold note with a colon and the sample. */
  private double numberBeforeColon(int field) {
    int colon = fields.start(field);
    while (colon < fields.end(field) && data[colon] != ':') {
      colon++;
    }
    return Numbers.parseDouble(data, fields.start(field), colon, Double.NaN);
  }

  private HitObject holdNote(int x, int y, double time, int hitSound, boolean newCombo) {
    double endTime = time;
    HitSample sample = HitSample.DEFAULT;
    if (fields.count() > 0) {
      int start = fields.start(0);
      int end = fields.end(0);
      int colon = start;
      while (colon < end && data[colon] != ':') {
        colon++;
      }
      endTime = Numbers.parseDouble(data, start, colon, Double.NaN);
      if (colon < end) {
        sample = sample(colon + 1, end);
      } else {
        sample = sampleField(1); // written with a comma by some tools
      }
    }
    if (!(Math.abs(endTime) <= MAX_TIME)) {
      problem = "a hold note has no end time; it ends where it starts";
      endTime = time;
    }
    return new HitObject.HoldNote(x, y, time, endTime, hitSound, newCombo, sample);
  }

  private HitObject slider(int x, int y, double time, int hitSound, boolean newCombo) {
    if (fields.count() < 1 || fields.isEmpty(0)) {
      return fail("a slider has no path");
    }
    int[] path = paths.read(x, y, fields.start(0), fields.end(0));
    problem = paths.problem();
    if (path == null) {
      return null;
    }
    long spans = fields.count() > 1 ? wholeOr(1, 1) : 1;
    if (spans > limits.maxSpans()) {
      return fail("a slider repeats " + spans + " times; the limit is " + limits.maxSpans());
    }
    if (spans < 1) {
      spans = 1; // the game plays such a slider once
    }
    double length = fields.count() > 2 ? number(2) : Double.NaN;
    if (!Double.isFinite(length)) {
      return fail("a slider has no length; its line was probably cut");
    }
    int[] edgeSounds = fields.count() > 3 ? edgeSounds(3) : NO_SOUNDS;
    HitSample[] edgeSamples = fields.count() > 4 ? edgeSamples(4) : NO_SAMPLES;
    double endTime = time + sliderDuration(time, length, (int) spans);
    return new HitObject.Slider(
        x,
        y,
        time,
        endTime,
        hitSound,
        newCombo,
        sampleField(5),
        paths.curve(),
        path,
        paths.segments(),
        (int) spans,
        length,
        edgeSounds,
        edgeSamples);
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
    if (length > MAX_LENGTH
        || !(Math.abs(duration) <= MAX_TIME)
        || !(Math.abs(time + duration) <= MAX_TIME)) {
      problem = "a slider is longer than the game allows; it ends where it starts";
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
