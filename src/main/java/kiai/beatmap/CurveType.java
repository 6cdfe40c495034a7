package kiai.beatmap;

/** The letter of a slider's path. */
public enum CurveType {
  BEZIER,
  LINEAR,
  CATMULL,
  PERFECT
}
