package kiai.embeddings;

import java.util.ArrayList;
import java.util.List;
import kiai.analysis.play.WindowFeatures;
import kiai.audio.Track;
import kiai.beatmap.Beatmap;
import kiai.tokens.TokenWindow;

/**
 * A map ready for the encoder.
 *
 * @param windows token windows; with a song, audio placeholders stand in front of each
 * @param features one row a window, empty rows when the model takes none
 * @param objects hit objects that start in each window
 * @param track the song, null when the map is embedded by its tokens alone
 */
@SuppressWarnings("ArrayRecordComponent") // buffers on their way to the encoder
public record PreparedMap(
    List<TokenWindow> windows, List<float[]> features, int[] objects, Track track) {

  /** Tokenises a map and computes its features, as a model wants them. */
  public static PreparedMap of(Beatmap beatmap, ModelFolder model) {
    return of(beatmap, model, null);
  }

  /**
   * The same with the map's song, for a model with an audio input.
   *
   * @param track null to embed by tokens alone
   */
  public static PreparedMap of(Beatmap beatmap, ModelFolder model, Track track) {
    List<TokenWindow> windows =
        track == null
            ? model.processor().windowsToEmbed(beatmap)
            : model.processor().windowsWithAudio(beatmap.inTimeOrder(), track.seconds(), 1);
    if (windows.isEmpty() && track != null) {
      return of(beatmap, model, null);
    }
    double lengthMs = model.processor().config().windows().lengthSec() * 1000;
    WindowFeatures features = new WindowFeatures(beatmap);
    List<float[]> rows = new ArrayList<>(windows.size());
    int[] objects = new int[windows.size()];
    for (int i = 0; i < windows.size(); i++) {
      int start = windows.get(i).startMs();
      rows.add(model.usesFeatures() ? features.of(start, lengthMs) : new float[0]);
      objects[i] = features.objects(start, lengthMs);
    }
    return new PreparedMap(windows, rows, objects, track);
  }
}
