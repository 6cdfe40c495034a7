package kiai.tokens;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The events of a map as parallel arrays, one entry per group, in the order of their making; {@link
 * #order()} is the order in which they are played out.
 *
 * <p>A group is what the reference calls one: an event with its time, position, sounds and scroll
 * speed. Groups of a map number in the thousands, so they are not objects.
 */
public final class EventGroups {
  /** Stands where a group has no position, distance, snapping or column. */
  public static final int NONE = Integer.MIN_VALUE;

  private int size;
  private byte[] type;
  private int[] time;
  private boolean[] hasTime;
  private int[] snapping;
  private int[] distance;
  private int[] x;
  private int[] y;
  private int[] column;
  private boolean[] newCombo;
  private double[] scrollSpeed;
  private int[] soundsFrom;
  private int[] sounds = new int[256];
  private int soundCount;
  private int[] order = {};

  EventGroups(int expected) {
    int capacity = Math.max(16, expected);
    type = new byte[capacity];
    time = new int[capacity];
    hasTime = new boolean[capacity];
    snapping = new int[capacity];
    distance = new int[capacity];
    x = new int[capacity];
    y = new int[capacity];
    column = new int[capacity];
    newCombo = new boolean[capacity];
    scrollSpeed = new double[capacity];
    soundsFrom = new int[capacity + 1];
  }

  /** Adds a group without position, sounds or speed, which the setters below then fill in. */
  int add(EventType eventType, int timeMs, boolean withTime) {
    if (size == type.length) {
      grow();
    }
    int i = size++;
    type[i] = (byte) eventType.ordinal();
    time[i] = timeMs;
    hasTime[i] = withTime;
    snapping[i] = NONE;
    distance[i] = NONE;
    x[i] = NONE;
    y[i] = NONE;
    column[i] = NONE;
    scrollSpeed[i] = Double.NaN;
    soundsFrom[i] = soundCount;
    soundsFrom[i + 1] = soundCount;
    return i;
  }

  private void grow() {
    int capacity = size * 2;
    type = Arrays.copyOf(type, capacity);
    time = Arrays.copyOf(time, capacity);
    hasTime = Arrays.copyOf(hasTime, capacity);
    snapping = Arrays.copyOf(snapping, capacity);
    distance = Arrays.copyOf(distance, capacity);
    x = Arrays.copyOf(x, capacity);
    y = Arrays.copyOf(y, capacity);
    column = Arrays.copyOf(column, capacity);
    newCombo = Arrays.copyOf(newCombo, capacity);
    scrollSpeed = Arrays.copyOf(scrollSpeed, capacity);
    soundsFrom = Arrays.copyOf(soundsFrom, capacity + 1);
  }

  void setSnapping(int group, int value) {
    snapping[group] = value;
  }

  void setPosition(int group, int px, int py) {
    x[group] = px;
    y[group] = py;
  }

  void setDistance(int group, int value) {
    distance[group] = value;
  }

  void setColumn(int group, int value) {
    column[group] = value;
  }

  void setNewCombo(int group) {
    newCombo[group] = true;
  }

  void setScrollSpeed(int group, double value) {
    scrollSpeed[group] = value;
  }

  /** Adds a sound to the newest group. */
  void addSound(int hitSound, int sampleSet, int additionSet, int volume) {
    if (soundCount == sounds.length) {
      sounds = Arrays.copyOf(sounds, soundCount * 2);
    }
    sounds[soundCount++] = hitSound << 16 | sampleSet << 12 | additionSet << 8 | volume;
    soundsFrom[size] = soundCount;
  }

  void setOrder(int[] played) {
    order = played;
  }

  /** Divides every time, truncating toward zero (W3). */
  void speedUp(double speed) {
    for (int i = 0; i < size; i++) {
      time[i] = (int) (time[i] / speed);
    }
  }

  /** The indexes from..to sorted stably by time. */
  int[] sorted(int from, int to) {
    boolean ascending = true;
    for (int i = from + 1; i < to && ascending; i++) {
      ascending = time[i - 1] <= time[i];
    }
    int[] plain = IntStream.range(from, to).toArray();
    if (ascending) {
      return plain;
    }
    return IntStream.range(from, to)
        .boxed()
        .sorted((a, b) -> Integer.compare(time[a], time[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /**
   * Merges two lists as the reference does: the first list goes first on ties, and a group at time
   * 0 counts with the previous time of its list (P2).
   */
  int[] merge(int[] first, int[] second) {
    int[] merged = new int[first.length + second.length];
    int i = 0;
    int j = 0;
    int n = 0;
    long t1 = Long.MIN_VALUE;
    long t2 = Long.MIN_VALUE;
    while (i < first.length && j < second.length) {
      t1 = time[first[i]] != 0 ? time[first[i]] : t1;
      t2 = time[second[j]] != 0 ? time[second[j]] : t2;
      merged[n++] = t1 <= t2 ? first[i++] : second[j++];
    }
    System.arraycopy(first, i, merged, n, first.length - i);
    System.arraycopy(second, j, merged, n + first.length - i, second.length - j);
    return merged;
  }

  /** Number of groups. */
  public int size() {
    return size;
  }

  /** Indexes of the groups in playing order. */
  int[] order() {
    return order;
  }

  /** The group at a place of the playing order. */
  public int at(int place) {
    return order[place];
  }

  /** Kind of event. */
  public EventType type(int group) {
    return EventType.ofCode(type[group]);
  }

  /** Time in whole milliseconds. */
  public int time(int group) {
    return time[group];
  }

  /** Whether the time is a token; anchors have none. */
  public boolean hasTime(int group) {
    return hasTime[group];
  }

  /** Beat snap divisor 0 to 16, or {@link #NONE}. */
  public int snapping(int group) {
    return snapping[group];
  }

  /** Whole osu! pixels to the previous position, or {@link #NONE}. */
  public int distance(int group) {
    return distance[group];
  }

  /** Horizontal position, or {@link #NONE}. */
  public int x(int group) {
    return x[group];
  }

  /** Vertical position, or {@link #NONE}. */
  public int y(int group) {
    return y[group];
  }

  /** Mania column from 0, or {@link #NONE}. */
  public int column(int group) {
    return column[group];
  }

  /** Whether the group starts a combo. */
  public boolean newCombo(int group) {
    return newCombo[group];
  }

  /** Scroll speed factor, or NaN when the group has none. */
  public double scrollSpeed(int group) {
    return scrollSpeed[group];
  }

  /** Number of sounds of a group. */
  public int soundCount(int group) {
    return soundsFrom[group + 1] - soundsFrom[group];
  }

  private int sound(int group, int index) {
    return sounds[soundsFrom[group] + index];
  }

  /** Sound bits, masked with 14. */
  public int hitSound(int group, int index) {
    return sound(group, index) >> 16;
  }

  /** Sample set, 1 to 3. */
  public int sampleSet(int group, int index) {
    return sound(group, index) >> 12 & 15;
  }

  /** Addition set, 1 to 3. */
  public int additionSet(int group, int index) {
    return sound(group, index) >> 8 & 15;
  }

  /** Volume in percent, 0 to 100. */
  public int volume(int group, int index) {
    return sound(group, index) & 255;
  }
}
