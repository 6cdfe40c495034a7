package kiai.tokens;

import java.util.List;
import kiai.beatmap.CurveType;
import kiai.beatmap.HitObject;
import kiai.beatmap.HitSample;
import kiai.beatmap.Micros;
import kiai.beatmap.curve.SliderCurve;

/** The events of a slider: head, anchors, end of the first span, end of the last (P15 to P18). */
final class SliderEvents {
  private static final int TOO_MANY_POINTS = 100;
  private static final long BODY_SOUND_DELAY_MICROS = 1_000;

  private final EventReader events;
  private final ProcessorConfig.Parser settings;

  SliderEvents(EventReader events, ProcessorConfig.Parser settings) {
    this.events = events;
    this.settings = settings;
  }

  void add(HitObject.Slider slider) {
    if (slider.pointCount() >= TOO_MANY_POINTS) {
      return;
    }
    SliderCurve curve = SliderCurve.of(slider);
    EventGroups groups = events.groups();
    long start = EventReader.micros(slider.time());
    long end = EventReader.micros(slider.endTime());
    long span = Micros.divide(end - start, slider.spans());

    int head = events.event(EventType.SLIDER_HEAD, start);
    events.place(head, slider.x(), slider.y());
    events.startCombo(head, slider);
    if (settings.addSv()) {
      groups.setScrollSpeed(head, ScrollSpeeds.at(events.timing(), start));
    }
    events.sound(start, edgeSound(slider, 0), edgeSample(slider, 0));

    anchors(slider, curve.shape(), start);

    events.event(EventType.SLIDER_END, start + span);
    events.sound(start + BODY_SOUND_DELAY_MICROS, slider.hitSound(), slider.sample());
    for (int i = 1; i < slider.spans(); i++) {
      events.sound(start + i * span, edgeSound(slider, i), edgeSample(slider, i));
    }

    int tail = events.event(EventType.REPEAT_END, end);
    events.place(tail, curve.endX(), curve.endY());
    events.sound(
        end,
        edgeSound(slider, slider.edgeSounds().length - 1),
        edgeSample(slider, slider.edgeSamples().length - 1));
  }

  private void anchors(HitObject.Slider slider, CurveType shape, long start) {
    int[] path = slider.path();
    int last = slider.pointCount() - 1;
    List<HitObject.PathSegment> segments = slider.segments();
    int next = 1;
    for (int i = 1; i < last; i++) {
      CurveType curve = shape;
      if (!segments.isEmpty()) {
        if (next < segments.size() && segments.get(next).first() == i) {
          next++;
          anchor(EventType.RED_ANCHOR, start, path, i);
          continue;
        }
        curve = segments.get(next - 1).curve();
      }
      EventType type =
          switch (curve) {
            case LINEAR -> EventType.RED_ANCHOR;
            case CATMULL -> EventType.CATMULL_ANCHOR;
            case PERFECT -> EventType.PERFECT_ANCHOR;
            case BEZIER ->
                same(path, i, i + 1)
                    ? EventType.RED_ANCHOR
                    : same(path, i, i - 1) ? null : EventType.BEZIER_ANCHOR;
          };
      if (type != null) {
        anchor(type, start, path, i);
      }
    }
    anchor(EventType.LAST_ANCHOR, start, path, last);
  }

  private void anchor(EventType type, long start, int[] path, int point) {
    int group = events.untimedEvent(type, start);
    events.place(group, path[2 * point], path[2 * point + 1]);
  }

  private static boolean same(int[] path, int a, int b) {
    return path[2 * a] == path[2 * b] && path[2 * a + 1] == path[2 * b + 1];
  }

  private static int edgeSound(HitObject.Slider slider, int edge) {
    int[] sounds = slider.edgeSounds();
    return edge >= 0 && edge < sounds.length ? sounds[edge] : 0;
  }

  private static HitSample edgeSample(HitObject.Slider slider, int edge) {
    HitSample[] samples = slider.edgeSamples();
    return edge >= 0 && edge < samples.length ? samples[edge] : HitSample.DEFAULT;
  }
}
