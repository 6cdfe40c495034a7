package kiai.beatmap;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the playable part of a map anew, in the plainest form of the format: what another program
 * reads of it is what {@link BeatmapParser} read, whatever the encoding, the line ends and the
 * numbers of the file were. Settings are those that are played.
 *
 * <p>Names, events, colours and sounds besides the hit sounds are left out.
 */
public final class BeatmapWriter {
  private static final int PLAYFIELD_WIDTH = 512;
  private static final int NEW_COMBO = 4;
  private static final String DEFAULT_SAMPLE = "0:0:0:0:";

  private final Beatmap beatmap;
  private final StringBuilder out;

  private BeatmapWriter(Beatmap beatmap) {
    this.beatmap = beatmap;
    this.out = new StringBuilder(1024 + 48 * beatmap.hitObjects().size());
  }

  /** The map as the bytes of an {@code .osu} file in UTF-8. */
  public static byte[] write(Beatmap beatmap) {
    BeatmapWriter writer = new BeatmapWriter(beatmap);
    writer.settings();
    writer.timing();
    writer.objects();
    return writer.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void settings() {
    Beatmap.Difficulty played = beatmap.played();
    boolean mania = beatmap.mode() == GameMode.MANIA;
    out.append("osu file format v").append(beatmap.formatVersion());
    out.append("\n\n[General]\nStackLeniency: ");
    number(beatmap.stackLeniency());
    out.append("\nMode: ").append(beatmap.mode().id());
    out.append("\n\n[Difficulty]\nHPDrainRate:");
    number(played.hp());
    out.append("\nCircleSize:");
    number(mania ? beatmap.keysPlayed() : played.circleSize());
    out.append("\nOverallDifficulty:");
    number(played.overallDifficulty());
    out.append("\nApproachRate:");
    number(played.approachRate());
    out.append("\nSliderMultiplier:");
    number(played.sliderMultiplier());
    out.append("\nSliderTickRate:");
    number(played.sliderTickRate());
  }

  private void timing() {
    out.append("\n\n[TimingPoints]\n");
    for (int i = 0; i < beatmap.timing().size(); i++) {
      TimingPoint point = beatmap.timing().get(i);
      number(point.time());
      out.append(',');
      number(point.beatLength());
      out.append(',').append(point.meter()).append(',').append(point.sampleSet()).append(",0,");
      out.append(point.volume()).append(',').append(point.uninherited() ? 1 : 0).append(',');
      out.append(point.effects()).append('\n');
    }
  }

  private void objects() {
    out.append("\n[HitObjects]\n");
    for (HitObject object : beatmap.hitObjects()) {
      int combo = object.newCombo() ? NEW_COMBO : 0;
      switch (object) {
        case HitObject.Circle circle -> {
          head(circle, 1 | combo);
          out.append(',').append(DEFAULT_SAMPLE);
        }
        case HitObject.Slider slider -> {
          head(slider, 2 | combo);
          out.append(',');
          path(slider);
          out.append(',').append(slider.spans()).append(',');
          number(slider.length());
        }
        case HitObject.Spinner spinner -> {
          head(spinner, 8 | combo);
          out.append(',');
          number(spinner.endTime());
          out.append(',').append(DEFAULT_SAMPLE);
        }
        case HitObject.HoldNote hold -> {
          head(hold, 128 | combo);
          out.append(',');
          number(hold.endTime());
          out.append(':').append(DEFAULT_SAMPLE);
        }
      }
      out.append('\n');
    }
  }

  private void head(HitObject object, int type) {
    out.append(beatmap.mode() == GameMode.MANIA ? middleOfColumn(object) : object.x());
    out.append(',').append(object.y()).append(',');
    number(object.time());
    out.append(',').append(type).append(',').append(object.hitSound());
  }

  /** Programs round differently at the edges of columns that are not whole pixels wide. */
  private int middleOfColumn(HitObject object) {
    int keys = beatmap.keysPlayed();
    int column =
        Math.clamp((int) Math.floor(object.x() * (double) keys / PLAYFIELD_WIDTH), 0, keys - 1);
    return (int) ((column + 0.5) * PLAYFIELD_WIDTH / keys);
  }

  private void path(HitObject.Slider slider) {
    List<HitObject.PathSegment> segments = slider.segments();
    letter(slider.curve(), segments.isEmpty() ? 0 : segments.getFirst().degree());
    int next = 1;
    for (int i = 1; i < slider.pointCount(); i++) {
      if (next < segments.size() && segments.get(next).first() == i) {
        out.append('|');
        letter(segments.get(next).curve(), segments.get(next).degree());
        next++;
      }
      out.append('|').append(slider.path()[2 * i]).append(':').append(slider.path()[2 * i + 1]);
    }
  }

  private void letter(CurveType curve, int degree) {
    out.append(curve.name().charAt(0));
    if (degree > 0) {
      out.append(degree);
    }
  }

  private void number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE) {
      out.append((long) value);
    } else {
      out.append(value);
    }
  }
}
