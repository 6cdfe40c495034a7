package kiai.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleUnaryOperator;

/** Sound files for tests: 16-bit PCM, each channel a function of time in seconds. */
public final class Wav {
  private Wav() {}

  public static byte[] of(int rate, double seconds, DoubleUnaryOperator... channels) {
    int frames = (int) Math.round(rate * seconds);
    int bytes = frames * channels.length * 2;
    ByteBuffer out = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    out.putShort((short) 1).putShort((short) channels.length).putInt(rate);
    out.putInt(rate * channels.length * 2).putShort((short) (channels.length * 2));
    out.putShort((short) 16);
    out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    for (int i = 0; i < frames; i++) {
      for (DoubleUnaryOperator channel : channels) {
        double value = channel.applyAsDouble((double) i / rate);
        out.putShort((short) Math.round(32_767 * Math.clamp(value, -1, 1)));
      }
    }
    return out.array();
  }

  public static DoubleUnaryOperator sine(double hertz, double loudness) {
    return t -> loudness * Math.sin(2 * Math.PI * hertz * t);
  }
}
