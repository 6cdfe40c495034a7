package kiai.embeddings;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import kiai.audio.AudioDecoder;
import kiai.audio.AudioException;
import kiai.audio.Track;
import kiai.beatmap.Beatmap;
import kiai.input.BoundedInput;
import kiai.sources.files.SetFiles;

/**
 * The songs of maps, each decoded once for all difficulties that share it. Threads may share it.
 */
public final class Tracks {
  private static final int KEPT = 6; // songs; a set is read in one go
  private static final double LONGEST_SECONDS = 30 * 60; // 115 MB of samples
  private static final double LONGEST_DECODING = 60;
  private static final double MAY_BE_SHORTER_BY = 5; // seconds

  private final AudioDecoder decoder;
  private final Cache<String, Decoded> cache = Caffeine.newBuilder().maximumSize(KEPT).build();

  /** A song, or why there is none. */
  private record Decoded(Track track, String reason, boolean passing) {}

  /**
   * A song for a map, or why it is embedded without.
   *
   * @param track null when it is not there or cannot be used
   * @param reason for people, null when there is a track and nothing to say about it
   * @param passing whether the file was there and could not be read this time: to be tried again
   */
  public record ForMap(Track track, String reason, boolean passing) {
    /** No song, and none wanted. */
    public static final ForMap NONE = new ForMap(null, null, false);
  }

  /**
   * Tracks for a model.
   *
   * @param rate samples per second of its audio input
   */
  public Tracks(int rate) {
    this.decoder = new AudioDecoder(rate, LONGEST_SECONDS, LONGEST_DECODING);
  }

  /**
   * The song of a map.
   *
   * @param shown where its file lies, null when it is not beside the map
   */
  public ForMap of(Beatmap beatmap, String shown) {
    if (shown == null) {
      return new ForMap(null, "embedded without audio: its file is not beside the map", false);
    }
    Decoded decoded = cache.get(shown, this::decode);
    if (decoded.track() == null) {
      if (decoded.passing()) {
        cache.invalidate(shown);
      }
      return new ForMap(null, "embedded without audio: " + decoded.reason(), decoded.passing());
    }
    double last = beatmap.lastObjectEnd() / 1000;
    if (decoded.track().seconds() + MAY_BE_SHORTER_BY < last && !decoded.track().wasCut()) {
      return new ForMap(
          null,
          "embedded without audio: the song lasts %.0f s, the map %.0f s"
              .formatted(decoded.track().seconds(), last),
          false);
    }
    return new ForMap(
        decoded.track(),
        decoded.track().wasCut() ? "only the first half hour of its audio was used" : null,
        false);
  }

  private Decoded decode(String shown) {
    try {
      return new Decoded(SetFiles.use(shown, decoder::decode), null, false);
    } catch (AudioException | NoSuchFileException | BoundedInput.LimitException e) {
      return new Decoded(null, e.getMessage(), isUnreadable(shown));
    } catch (IOException e) {
      return new Decoded(null, e.getMessage(), true);
    }
  }

  /** FFmpeg does not say whether a file is damaged or could not be opened. */
  private static boolean isUnreadable(String shown) {
    Path file = Path.of(shown);
    return Files.exists(file) && !Files.isReadable(file);
  }
}
