package kiai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kiai.analysis.StarCalculator;
import kiai.analysis.StarRating;
import kiai.analysis.StarRatingException;
import kiai.audio.Track;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.dataset.BeatmapFile;
import kiai.dataset.BeatmapReader;
import kiai.dataset.InputLimits;
import kiai.dataset.SkippedFile;
import kiai.dataset.SourceFile;
import kiai.embeddings.Encoder;
import kiai.embeddings.MapEmbedding;
import kiai.embeddings.PreparedMap;
import kiai.index.BeatmapRecord;
import kiai.index.RecordBuilder;

/** A map of a file, embedded here and now. */
record LoadedMap(BeatmapRecord record, MapEmbedding embedding) {

  /**
   * Reads and embeds the first usable map of a file.
   *
   * @throws FailedException when there is none, with the reason
   */
  static LoadedMap of(Path path, Encoder encoder) throws IOException {
    if (!Files.exists(path)) {
      throw new FailedException("there is no file " + path);
    }
    List<BeatmapFile> maps = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    new BeatmapReader(InputLimits.DEFAULT)
        .read(new SourceFile(path, Files.size(path), 0), maps::add, skipped::add);
    for (BeatmapFile map : maps) {
      switch (new BeatmapParser().parse(map.bytes())) {
        case ParsedBeatmap.Rejected rejected ->
            skipped.add(new SkippedFile(map.path(), rejected.reason().toString()));
        case ParsedBeatmap.Usable usable -> {
          Beatmap beatmap = usable.beatmap();
          PreparedMap prepared =
              PreparedMap.of(beatmap, encoder.model(), song(map, beatmap, encoder));
          if (beatmap.unplayable().isPresent()) {
            skipped.add(new SkippedFile(map.path(), beatmap.unplayable().get()));
          } else if (prepared.windows().isEmpty()) {
            skipped.add(new SkippedFile(map.path(), "it is over within a second"));
          } else {
            BeatmapRecord record =
                RecordBuilder.of(
                    map.md5(), beatmap, rate(map), prepared.windows(), prepared.objects(), null);
            return new LoadedMap(record, encoder.embed(prepared));
          }
        }
      }
    }
    throw new FailedException(
        skipped.isEmpty()
            ? path + " holds no map"
            : skipped.getFirst().path() + ": " + skipped.getFirst().reason());
  }

  private static Track song(BeatmapFile map, Beatmap beatmap, Encoder encoder) {
    return encoder.tracks() == null
        ? null
        : encoder
            .tracks()
            .of(beatmap, map.siblings().find(beatmap.audioFilename()).orElse(null))
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
