package kiai.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import kiai.audio.AudioDecoder;
import kiai.audio.AudioException;
import kiai.audio.Track;

/** Writes what the indexer hears of a song, as little-endian float32 at 16 kHz. */
public final class DecodedSong {
  private DecodedSong() {}

  /** The song, and the file that the samples go to. */
  public static void main(String[] args) throws IOException, AudioException {
    Track track = new AudioDecoder(16_000, 1_800, 60).decode(Path.of(args[0]));
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * track.samples().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(track.samples());
    Files.write(Path.of(args[1]), bytes.array());
  }
}
