package kiai.tokens;

import java.util.List;

/**
 * The quirks of the reference implementation (CM3P at commit 546f2e2 and the reader it imports)
 * that Kiai keeps because released models were trained on their results, and what Kiai does where
 * the reference raises an error instead of answering.
 */
public final class Quirks {
  /**
   * One quirk.
   *
   * @param number its number in {@code docs/processor-rules.md}
   * @param where the class that keeps it
   * @param what the rule in one sentence
   */
  public record Quirk(String number, Class<?> where, String what) {}

  /** Quirks that are kept. */
  public static final List<Quirk> KEPT =
      List.of(
          new Quirk(
              "P1",
              EventReader.class,
              "mania columns are not tokens, unless the model folder asks for them"),
          new Quirk(
              "P2",
              EventGroups.class,
              "merging takes a time of 0 as the previous time of its list"),
          new Quirk("P3", EventReader.class, "equal times: timing, kiai, scroll speed, objects"),
          new Quirk("P4", EventReader.class, "times are truncated toward zero"),
          new Quirk(
              "P5",
              ScrollSpeeds.class,
              "the median beat length drops sub-second parts and wraps negative offsets"),
          new Quirk(
              "P6",
              ScrollSpeeds.class,
              "median ties: the beat length collected first, from the end, wins"),
          new Quirk(
              "P7", ScrollSpeeds.class, "of several points at one offset only the last counts"),
          new Quirk("P8", BeatGrid.class, "a point makes beats when its rounded BPM is above zero"),
          new Quirk(
              "P9",
              BeatGrid.class,
              "a section's grid ends 10 ms before the next; tiny beat lengths give one event"),
          new Quirk("P10", SongLength.class, "the song ends with the last object in file order"),
          new Quirk("P11", HitSounds.class, "samples are looked up 5 ms late"),
          new Quirk("P12", HitSounds.class, "sample set 0 is soft; sets outside 1 to 3 are normal"),
          new Quirk(
              "P13",
              EventReader.class,
              "positions are truncated; spinners put the last position to the centre"),
          new Quirk("P14", ScrollSpeeds.class, "scroll speeds of objects are clipped to 0.01 … 10"),
          new Quirk("P15", SliderEvents.class, "sliders with 100 or more control points vanish"),
          new Quirk("P16", SliderEvents.class, "which of a slider's sounds goes to which event"),
          new Quirk("P17", SliderEvents.class, "anchors by the shape that is really travelled"),
          new Quirk("P18", SliderEvents.class, "the repeat end is always at the end of the path"),
          new Quirk(
              "P19",
              kiai.beatmap.TimingPoints.class,
              "a green line without a red line before it counts as a red one"),
          new Quirk(
              "P21",
              kiai.beatmap.TimingPoints.class,
              "before the first timing point the first one counts"),
          new Quirk("W1", Windows.class, "a rest of one second or less makes no window"),
          new Quirk("W2", Windows.class, "groups at negative times are in no window"),
          new Quirk(
              "W3",
              EventReader.class,
              "speed divides truncated times; the grid is cut before the division"),
          new Quirk("W4", Windows.class, "audio tokens count towards the maximum length"),
          new Quirk(
              "W5",
              MetadataReader.class,
              "hitsounded: any sound bit of any object, edges excepted"),
          new Quirk(
              "W6",
              MetadataReader.class,
              "scroll speed ratio: changed green lines by distinct note times"),
          new Quirk("W7", MetadataReader.class, "which fields exist in which mode"),
          new Quirk("T2", BeatmapTokenizer.class, "rounding is half to even on a float division"),
          new Quirk(
              "T5", BeatmapTokenizer.class, "truncation cuts the tail, the end token included"),
          new Quirk(
              "T6",
              Vocabulary.class,
              "duplicate tag names leave holes and collide with special tokens"),
          new Quirk(
              "T7", MetadataTokenizer.class, "order of the metadata tokens; unknown tags vanish"),
          new Quirk("T10", ProcessorConfig.class, "the setting is spelt min_difficculty"),
          new Quirk("S2", kiai.beatmap.BeatmapParser.class, "which characters end a line"),
          new Quirk(
              "S3", kiai.beatmap.BeatmapParser.class, "repeated sections and keys: the last wins"),
          new Quirk("S4", kiai.beatmap.BeatmapParser.class, "forms of numbers"),
          new Quirk("S5", EventReader.class, "any effect bit is kiai"),
          new Quirk("S6", kiai.beatmap.Micros.class, "times are whole microseconds, half to even"),
          new Quirk(
              "S7",
              kiai.beatmap.BeatmapParser.class,
              "type bits: circle, slider, spinner, hold note"),
          new Quirk("S8", kiai.beatmap.curve.SliderCurve.class, "how curve ends are approximated"));

  /**
   * One rule for input on which the reference raises.
   *
   * @param input what it is
   * @param rule what Kiai does
   */
  public record Rule(String input, String rule) {}

  /** Where the reference raises, Kiai answers; these are the rules. */
  public static final List<Rule> WHERE_THE_REFERENCE_RAISES =
      List.of(
          new Rule(
              "missing sections, names or settings", "empty names, osu!'s default settings (S1)"),
          new Rule("unreadable lines, unknown types", "the line is left out with an issue (S1)"),
          new Rule("fractional object times", "truncated toward zero, as other times are (P4)"),
          new Rule("empty sample fields", "read as 0, the timing point's value (P12)"),
          new Rule("extra fields", "ignored (S1)"),
          new Rule("unknown curve letters", "read as Bezier, as the game does (S1)"),
          new Rule("a slider with its head only", "it ends at its head"),
          new Rule("an unknown mode", "read as osu!, as the game does"),
          new Rule("no timing points", "60 BPM sliders, soft samples at full volume, no grid"),
          new Rule("beat length 0", "the section has no grid; a green line has speed 1 (P7, P8)"),
          new Rule("meter 0", "read as 4, as the game does (P9)"),
          new Rule("scroll speeds that are no number", "speed 1 (P7)"),
          new Rule("mania without objects", "no scroll speed events (P5)"),
          new Rule(
              "a map whose last line is its first object",
              "no windows, as in the reference (P10); for embedding those up to the latest object"),
          new Rule("a metadata value without a token", "the field's unknown token (T1)"));

  private Quirks() {}
}
