package kiai.api;

import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kiai.analysis.StarCalculator;
import kiai.analysis.StarRating;
import kiai.analysis.StarRatingException;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.dataset.BeatmapFile;
import kiai.dataset.BeatmapReader;
import kiai.dataset.InputLimits;
import kiai.dataset.SkippedFile;
import kiai.dataset.SourceFile;
import kiai.embeddings.ModelFolder;
import kiai.embeddings.PreparedMap;
import kiai.index.BeatmapRecord;
import kiai.index.RecordBuilder;

/**
 * Uploaded maps: a {@code .osu}, or a {@code .osz} of which the first usable map counts unless
 * another is named. The bytes lie in a temporary file while they are read, and are then deleted.
 */
final class Uploads {
  private static final InputLimits LIMITS =
      new InputLimits(8 << 20, 64L << 20, 2_000, 64L << 20, 200, 1);

  private final ModelFolder model;
  private final StarCalculator stars;
  private final long maxBytes;

  Uploads(ModelFolder model, StarCalculator stars, long maxBytes) {
    this.model = model;
    this.stars = stars;
    this.maxBytes = maxBytes;
  }

  /** A map ready for the encoder. */
  record Uploaded(BeatmapRecord record, PreparedMap map, Beatmap beatmap, List<String> versions) {}

  /** The request's form field {@code file} as a file of its own, which the caller deletes. */
  Path receive(Context context) throws IOException {
    UploadedFile upload = context.uploadedFile("file");
    if (upload == null) {
      throw new Problem(
          400,
          "There is no file in the request",
          "Send a .osu or .osz as the form field \"file\".");
    }
    String name = String.valueOf(upload.filename()).toLowerCase(Locale.ROOT);
    boolean archive = name.endsWith(".osz");
    try (InputStream in = upload.content()) {
      byte[] bytes = in.readNBytes(Math.toIntExact(maxBytes + 1));
      if (bytes.length > maxBytes) {
        throw new Problem(
            413, "The file is too large", "The limit is %,d bytes.".formatted(maxBytes));
      }
      return Files.write(Files.createTempFile("kiai-upload", archive ? ".osz" : ".osu"), bytes);
    }
  }

  /**
   * The map of a received file.
   *
   * @param version name of the difficulty, null for the first
   */
  Uploaded read(Path file, String version) throws IOException {
    List<BeatmapFile> maps = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    new BeatmapReader(LIMITS)
        .read(new SourceFile(file, Files.size(file), 0), maps::add, skipped::add);
    String reason = skipped.isEmpty() ? "it holds no map" : skipped.getFirst().reason();
    for (BeatmapFile map : maps) {
      switch (new BeatmapParser().parse(map.bytes())) {
        case ParsedBeatmap.Rejected rejected -> reason = rejected.reason().toString();
        case ParsedBeatmap.Usable usable -> {
          Beatmap beatmap = usable.beatmap();
          PreparedMap prepared = PreparedMap.of(beatmap, model);
          if (beatmap.unplayable().isPresent()) {
            reason = beatmap.unplayable().get();
          } else if (prepared.windows().isEmpty()) {
            reason = "it is over within a second";
          } else if (version == null || version.equals(beatmap.metadata().version())) {
            return new Uploaded(
                RecordBuilder.of(
                    map.md5(), beatmap, rate(map), prepared.windows(), prepared.objects(), null),
                prepared,
                beatmap,
                versions(maps));
          } else {
            reason = "it has no difficulty of that name";
          }
        }
      }
    }
    throw new Problem(422, "The file holds no map that can be compared", reason);
  }

  /** The difficulties of an archive, of which another can be asked for by its name. */
  private static List<String> versions(List<BeatmapFile> maps) {
    List<String> versions = new ArrayList<>();
    for (BeatmapFile map : maps) {
      if (new BeatmapParser().parse(map.bytes()) instanceof ParsedBeatmap.Usable usable) {
        versions.add(usable.beatmap().metadata().version());
      }
    }
    return versions;
  }

  private StarRating rate(BeatmapFile map) {
    try {
      return stars.rate(map.bytes());
    } catch (StarRatingException e) {
      return null; // shown when known, not needed for the comparison
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem(503, "The server is stopping");
    }
  }
}
