package kiai.media;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Formats of songs that browsers play, told by the first bytes: names of files say anything. */
public enum SongFormat {
  MP3("audio/mpeg"),
  OGG("audio/ogg"),
  WAV("audio/wav"),
  FLAC("audio/flac"),
  MP4("audio/mp4");

  /** Bytes of a file that {@link #of} looks at. */
  public static final int HEAD_BYTES = 16;

  private static final int MPEG_SYNC = 0xFFE0; // eleven bits
  private static final int MPEG_LAYERS = 0x06; // none of them set: AAC, or no MPEG at all

  private final String mediaType;

  SongFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** Its media type (RFC 6838). */
  public String mediaType() {
    return mediaType;
  }

  /**
   * The format of a file; empty when it is no song that a browser plays.
   *
   * @param head its first bytes, {@link #HEAD_BYTES} or fewer
   */
  public static Optional<SongFormat> of(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("OggS")) {
      return Optional.of(OGG);
    }
    if (text.startsWith("RIFF") && text.startsWith("WAVE", 8)) {
      return Optional.of(WAV);
    }
    if (text.startsWith("fLaC")) {
      return Optional.of(FLAC);
    }
    if (text.startsWith("ftyp", 4)) {
      return Optional.of(MP4);
    }
    boolean frame =
        head.length > 1
            && ((((head[0] & 0xFF) << 8) | (head[1] & 0xFF)) & MPEG_SYNC) == MPEG_SYNC
            && (head[1] & MPEG_LAYERS) != 0;
    return text.startsWith("ID3") || frame ? Optional.of(MP3) : Optional.empty();
  }
}
