package kiai.embeddings;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import kiai.audio.AudioDecoder;
import kiai.audio.Track;
import kiai.beatmap.Beatmap;
import kiai.sources.files.AudioFiles;

/**
 * The songs of maps, each decoded once for all difficulties that share it. Threads may share it.
 */
public final class Tracks {
  private static final int KEPT = 6; // songs; a set is read in one go
  private static final double LONGEST_SECONDS = 30 * 60; // 115 MB of samples
  private static final double LONGEST_DECODING = 60;
  private static final double MAY_BE_SHORTER_BY = 5; // seconds

  private final AudioDecoder decoder;
  private final Cache<String, Heard> cache = Caffeine.newBuilder().maximumSize(KEPT).build();

  /** A song, or why there is none. */
  private record Heard(Track track, String reason) {}

  /**
   * A song for a map, or why it is embedded without.
   *
   * @param track null when it is not there or cannot be used
   * @param reason for people, null when there is a track and nothing to say about it
   */
  public record ForMap(Track track, String reason) {
    /** No song, and none wanted. */
    public static final ForMap NONE = new ForMap(null, null);
  }

  /**
   * Tracks for a model.
   *
   * @param rate samples per second that it hears
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
      return new ForMap(null, "embedded without audio: its file is not beside the map");
    }
    Heard heard = cache.get(shown, this::decode);
    if (heard.track() == null) {
      return new ForMap(null, "embedded without audio: " + heard.reason());
    }
    double last = beatmap.lastObjectEnd() / 1000;
    if (heard.track().seconds() + MAY_BE_SHORTER_BY < last && !heard.track().wasCut()) {
      return new ForMap(
          null,
          "embedded without audio: the song lasts %.0f s, the map %.0f s"
              .formatted(heard.track().seconds(), last));
    }
    return new ForMap(
        heard.track(),
        heard.track().wasCut() ? "only the first half hour of its audio was heard" : null);
  }

  private Heard decode(String shown) {
    try {
      return new Heard(AudioFiles.use(shown, decoder::decode), null);
    } catch (IOException e) {
      return new Heard(null, e.getMessage());
    }
  }
}
