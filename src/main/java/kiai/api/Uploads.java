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
import kiai.api.http.Problem;
import kiai.beatmap.Beatmap;
import kiai.input.BoundedInput;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.prepare.MapPreparer;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.BeatmapReader;
import kiai.sources.files.SourceFile;

/**
 * Uploaded maps: a {@code .osu}, or a {@code .osz} of which the first usable map counts unless
 * another is named. The bytes lie in a temporary file while they are read, and are then deleted.
 */
final class Uploads {
  private final MapPreparer preparer;
  private final long maxBytes;

  /**
   * Uploads.
   *
   * @param preparer takes no songs: an upload comes without one
   * @param maxBytes largest uploaded file
   */
  Uploads(MapPreparer preparer, long maxBytes) {
    this.preparer = preparer;
    this.maxBytes = maxBytes;
  }

  /**
   * A map ready for the encoder.
   *
   * @param versions names of all difficulties that the upload holds
   */
  record Uploaded(MapPreparer.Prepared.Ready map, List<String> versions) {}

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
      byte[] bytes = BoundedInput.readAll(in, Math.toIntExact(maxBytes), "the file");
      return Files.write(Files.createTempFile("kiai-upload", archive ? ".osz" : ".osu"), bytes);
    } catch (BoundedInput.LimitException e) {
      throw new Problem(
          413, "The file is too large", "The limit is %,d bytes.".formatted(maxBytes));
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
    new BeatmapReader(InputLimits.UPLOADS)
        .read(new SourceFile(file, Files.size(file), 0), maps::add, skipped::add);
    String reason = skipped.isEmpty() ? "it holds no map" : skipped.getFirst().reason();
    List<String> versions = versions(maps);
    for (int i = 0; i < maps.size(); i++) {
      if (version != null && !version.equals(versions.get(i))) {
        reason = "it has no difficulty of that name";
        continue;
      }
      switch (prepared(maps.get(i))) {
        case MapPreparer.Prepared.LeftOut none -> reason = none.reason();
        case MapPreparer.Prepared.Ready ready -> {
          return new Uploaded(ready, versions.stream().filter(v -> v != null).toList());
        }
      }
    }
    throw new Problem(422, "The file holds no map that can be compared", reason);
  }

  /** The difficulties of an archive; null for those that are no maps. */
  private static List<String> versions(List<BeatmapFile> maps) {
    List<String> versions = new ArrayList<>();
    for (BeatmapFile map : maps) {
      versions.add(
          MapPreparer.read(map) instanceof MapPreparer.ReadMap.Usable(Beatmap beatmap)
              ? beatmap.metadata().version()
              : null);
    }
    return versions;
  }

  private MapPreparer.Prepared prepared(BeatmapFile map) {
    try {
      return preparer.prepare(map);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem(503, "The server is stopping");
    }
  }
}
