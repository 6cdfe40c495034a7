package kiai.beatmap;

import java.util.List;

/** One hit object as the file describes it; times are milliseconds of the song. */
public sealed interface HitObject {
  /** Horizontal position in osu! pixels, 0 to 512 on the playfield. */
  int x();

  /** Vertical position in osu! pixels, 0 to 384 on the playfield. */
  int y();

  /** Start time in milliseconds. */
  double time();

  /** End time in milliseconds; equal to {@link #time()} for circles. */
  double endTime();

  /** Sound bits: 1 normal, 2 whistle, 4 finish, 8 clap. */
  int hitSound();

  /** True when the object starts a combo. */
  boolean newCombo();

  /** The sample part of the line. */
  HitSample sample();

  /** A circle: one press. In mania a rice note, in taiko a don or kat. */
  record Circle(int x, int y, double time, int hitSound, boolean newCombo, HitSample sample)
      implements HitObject {
    @Override
    public double endTime() {
      return time;
    }
  }

  /** A spinner; a banana shower in catch, a denden in taiko. */
  record Spinner(
      int x, int y, double time, double endTime, int hitSound, boolean newCombo, HitSample sample)
      implements HitObject {}

  /** A mania long note. */
  record HoldNote(
      int x, int y, double time, double endTime, int hitSound, boolean newCombo, HitSample sample)
      implements HitObject {}

  /**
   * A piece of a slider's path. It ends at the first point of the next piece.
   *
   * @param curve its letter
   * @param degree of a B-spline, 0 when the letter has none
   * @param first index of its first control point
   */
  record PathSegment(CurveType curve, int degree, int first) {}

  /**
   * A slider; a juice stream in catch, a drumroll in taiko.
   *
   * @param endTime end of the last span, computed from length, timing and slider velocity
   * @param curve the letter in the file
   * @param path control points as x0, y0, x1, y1 …, the head first
   * @param segments where osu!lazer's letters begin pieces of the path; empty for a path of one
   *     letter, which is all but the newest maps
   * @param spans how often the body is travelled, at least 1
   * @param length length of one span in osu! pixels
   * @param edgeSounds sound bits of head, repeats and tail; may be shorter or empty
   * @param edgeSamples samples of the edges; may be shorter or empty
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by identity only; copying would double RAM
  record Slider(
      int x,
      int y,
      double time,
      double endTime,
      int hitSound,
      boolean newCombo,
      HitSample sample,
      CurveType curve,
      int[] path,
      List<PathSegment> segments,
      int spans,
      double length,
      int[] edgeSounds,
      HitSample[] edgeSamples)
      implements HitObject {

    /** Number of control points, the head included. */
    public int pointCount() {
      return path.length / 2;
    }
  }
}
