package kiai.cli;

import java.io.IOException;
import java.nio.file.Path;
import kiai.analysis.StarCalculator;
import kiai.analysis.StarRating;
import kiai.analysis.StarRatingException;
import kiai.audio.Track;
import kiai.beatmap.Beatmap;
import kiai.dataset.BeatmapFile;
import kiai.embeddings.Encoder;
import kiai.embeddings.MapEmbedding;
import kiai.embeddings.PreparedMap;
import kiai.index.BeatmapRecord;
import kiai.index.RecordBuilder;

/** A map of a file, embedded here and now. */
record LoadedMap(Beatmap beatmap, BeatmapRecord record, MapEmbedding embedding) {

  /**
   * Reads and embeds the first usable map of a file.
   *
   * @throws FailedException when there is none, with the reason
   */
  static LoadedMap of(Path path, Encoder encoder) throws IOException {
    ReadMap map = ReadMap.of(path, encoder.model());
    PreparedMap prepared = PreparedMap.of(map.beatmap(), encoder.model(), song(map, encoder));
    BeatmapRecord record =
        RecordBuilder.of(
            map.file().md5(),
            map.beatmap(),
            rate(map.file()),
            prepared.windows(),
            prepared.objects(),
            null);
    return new LoadedMap(map.beatmap(), record, encoder.embed(prepared));
  }

  private static Track song(ReadMap map, Encoder encoder) {
    return encoder.tracks() == null
        ? null
        : encoder
            .tracks()
            .of(
                map.beatmap(),
                map.file().siblings().find(map.beatmap().audioFilename()).orElse(null))
            .track();
  }

  private static StarRating rate(BeatmapFile map) {
    try (StarCalculator stars = new StarCalculator(1)) {
      return stars.rate(map.bytes());
    } catch (StarRatingException e) {
      return null; // the rating is shown, not needed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
