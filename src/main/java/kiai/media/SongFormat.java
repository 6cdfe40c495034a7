package kiai.media;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Formats of songs that browsers play, told by the first bytes: names of files say anything. */
public enum SongFormat {
  MP3("audio/mpeg"),
  OGG("audio/ogg"),
  WAV("audio/wav"),
  FLAC("audio/flac"),
  MP4("audio/mp4");

  /** Bytes of a file that {@link #of} looks at. */
  public static final int HEAD_BYTES = 64;

  private static final int OGG_CODEC = 28; // behind the first page's head with one segment
  private static final List<String> OGG_CODECS = List.of("\u0001vorbis", "OpusHead", "\u007fFLAC");
  private static final List<String> AUDIO_BRANDS = List.of("M4A ", "M4B ");

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
      return OGG_CODECS.stream().anyMatch(codec -> text.startsWith(codec, OGG_CODEC))
          ? Optional.of(OGG)
          : Optional.empty();
    }
    if (text.startsWith("RIFF") && text.startsWith("WAVE", 8)) {
      return Optional.of(WAV);
    }
    if (text.startsWith("fLaC")) {
      return Optional.of(FLAC);
    }
    if (text.startsWith("ftyp", 4)) {
      return AUDIO_BRANDS.stream().anyMatch(brand -> text.startsWith(brand, 8))
          ? Optional.of(MP4)
          : Optional.empty();
    }
    return isTagged(head) || isFrame(head) ? Optional.of(MP3) : Optional.empty();
  }

  /** An ID3v2 tag: version 2 to 4, and a size of four times seven bits. */
  private static boolean isTagged(byte[] head) {
    if (head.length < 10 || head[0] != 'I' || head[1] != 'D' || head[2] != '3') {
      return false;
    }
    boolean size = head[6] >= 0 && head[7] >= 0 && head[8] >= 0 && head[9] >= 0;
    return head[3] >= 2 && head[3] <= 4 && size;
  }

  /**
   * The head of an MPEG frame of layer III whose bit rate and sample rate are none that is
   * reserved.
   */
  private static boolean isFrame(byte[] head) {
    if (head.length < 3 || (head[0] & 0xFF) != 0xFF) {
      return false;
    }
    boolean sync = (head[1] & 0xE0) == 0xE0;
    boolean version = (head[1] & 0x18) != 0x08;
    boolean layer = (head[1] & 0x06) == 0x02;
    int bitRate = (head[2] & 0xF0) >> 4;
    boolean sampleRate = (head[2] & 0x0C) != 0x0C;
    return sync && version && layer && bitRate != 0 && bitRate != 15 && sampleRate;
  }
}
