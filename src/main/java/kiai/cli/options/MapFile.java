package kiai.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kiai.analysis.stars.StarCalculator;
import kiai.beatmap.Beatmap;
import kiai.embeddings.Encoder;
import kiai.embeddings.MapEmbedding;
import kiai.embeddings.ModelFolder;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.map.MapRecord;
import kiai.prepare.MapPreparer;
import kiai.prepare.MapPreparer.Prepared;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.BeatmapReader;
import kiai.sources.files.SourceFile;
import kiai.tokens.TokenWindow;

/**
 * The first map of a file that can be embedded, for commands that take files.
 *
 * @param prepared the map
 */
public record MapFile(Prepared.Ready prepared) {

  /**
   * Reads a file, without its song and its star rating.
   *
   * @throws FailedException when it holds no map that can be embedded, with the first reason
   */
  public static MapFile read(Path path, ModelFolder model) throws IOException {
    return read(path, new MapPreparer(model, null, null));
  }

  /** The same with its song, for an encoder with audio input, and its star rating. */
  public static MapFile read(Path path, Encoder encoder) throws IOException {
    try (StarCalculator stars = new StarCalculator(1)) {
      return read(path, new MapPreparer(encoder.model(), encoder.tracks(), stars));
    }
  }

  private static MapFile read(Path path, MapPreparer preparer) throws IOException {
    if (!Files.exists(path)) {
      throw new FailedException("there is no file " + path);
    }
    List<BeatmapFile> maps = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    new BeatmapReader(InputLimits.DEFAULT)
        .read(new SourceFile(path, Files.size(path), 0), maps::add, skipped::add);
    try {
      for (BeatmapFile map : maps) {
        switch (preparer.prepare(map)) {
          case Prepared.Ready ready -> {
            return new MapFile(ready);
          }
          case Prepared.LeftOut none -> skipped.add(new SkippedFile(map.path(), none.reason()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedException("interrupted", e);
    }
    throw new FailedException(
        skipped.isEmpty()
            ? path + " holds no map"
            : skipped.getFirst().path() + ": " + skipped.getFirst().reason());
  }

  /** What is known of it. */
  public MapRecord record() {
    return prepared.record();
  }

  /** The map itself. */
  public Beatmap beatmap() {
    return prepared.beatmap();
  }

  /** Its token windows. */
  public List<TokenWindow> windows() {
    return prepared.map().windows();
  }

  /** Its vectors. */
  public MapEmbedding embed(Encoder encoder) {
    return encoder.embed(prepared.map());
  }
}
