package kiai.embeddings;

import java.util.ArrayList;
import java.util.List;
import kiai.analysis.WindowFeatures;
import kiai.beatmap.Beatmap;
import kiai.tokens.TokenWindow;

/**
 * A map ready for the encoder.
 *
 * @param windows token windows, without those of a model's audio
 * @param features one row a window, empty rows when the model takes none
 * @param objects hit objects that start in each window
 */
@SuppressWarnings("ArrayRecordComponent") // buffers on their way to the encoder
public record PreparedMap(List<TokenWindow> windows, List<float[]> features, int[] objects) {

  /** Tokenises a map and computes its features, as a model wants them. */
  public static PreparedMap of(Beatmap beatmap, ModelFolder model) {
    List<TokenWindow> windows = model.processor().windowsToEmbed(beatmap);
    double lengthMs = model.processor().config().windows().lengthSec() * 1000;
    WindowFeatures features = new WindowFeatures(beatmap);
    List<float[]> rows = new ArrayList<>(windows.size());
    int[] objects = new int[windows.size()];
    for (int i = 0; i < windows.size(); i++) {
      int start = windows.get(i).startMs();
      rows.add(model.usesFeatures() ? features.of(start, lengthMs) : new float[0]);
      objects[i] = features.objects(start, lengthMs);
    }
    return new PreparedMap(windows, rows, objects);
  }
}
