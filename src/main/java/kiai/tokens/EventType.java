package kiai.tokens;

import java.util.Locale;

/** The kinds of events of a map, in the order of their tokens in the vocabulary. */
public enum EventType {
  CIRCLE,
  SPINNER,
  SPINNER_END,
  SLIDER_HEAD,
  BEZIER_ANCHOR,
  PERFECT_ANCHOR,
  CATMULL_ANCHOR,
  RED_ANCHOR,
  LAST_ANCHOR,
  SLIDER_END,
  REPEAT_END,
  BEAT,
  MEASURE,
  TIMING_POINT,
  KIAI_ON,
  KIAI_OFF,
  HOLD_NOTE,
  HOLD_NOTE_END,
  SCROLL_SPEED_CHANGE,
  DRUMROLL,
  DRUMROLL_END,
  DENDEN,
  DENDEN_END;

  private static final EventType[] BY_CODE = values();

  static EventType ofCode(int code) {
    return BY_CODE[code];
  }

  /** The reference's name: the constant's name in lower case. */
  public String referenceName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True for the types that have a token of their own for the start of a combo. */
  public boolean canStartCombo() {
    return this == CIRCLE || this == SLIDER_HEAD;
  }
}
