package kiai.index.opensearch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/**
 * Numbers as bytes, little-endian, in Base64: JSON's decimals take longer to read than to score.
 */
final class Blobs {
  private Blobs() {}

  private static ByteBuffer over(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer read(String text) {
    return over(Base64.getDecoder().decode(text));
  }

  /** Vectors of one length as 32-bit floats, one after the other. */
  static String floats(float[]... vectors) {
    int length = vectors.length == 0 ? 0 : vectors[0].length;
    byte[] bytes = new byte[vectors.length * length * Float.BYTES];
    ByteBuffer out = over(bytes);
    for (float[] vector : vectors) {
      for (float number : vector) {
        out.putFloat(number);
      }
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Vectors of a length out of {@link #floats}. */
  static float[][] floats(String text, int length) {
    ByteBuffer bytes = read(text);
    float[][] vectors = new float[bytes.capacity() / Float.BYTES / length][length];
    for (float[] vector : vectors) {
      bytes.asFloatBuffer().get(vector);
      bytes.position(bytes.position() + vector.length * Float.BYTES);
    }
    return vectors;
  }

  /** Numbers as IEEE half floats, as precise as in the local index. */
  static String halfFloats(float[] numbers) {
    byte[] bytes = new byte[numbers.length * Short.BYTES];
    ByteBuffer out = over(bytes);
    for (float number : numbers) {
      out.putShort(Float.floatToFloat16(number));
    }
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Numbers out of {@link #halfFloats(float[])}. */
  static float[] halfFloats(String text) {
    ByteBuffer bytes = read(text);
    float[] numbers = new float[bytes.capacity() / Short.BYTES];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.float16ToFloat(bytes.getShort());
    }
    return numbers;
  }
}
