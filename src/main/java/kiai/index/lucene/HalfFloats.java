package kiai.index.lucene;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.lucene.util.BytesRef;

/** Numbers as IEEE half floats, little-endian: for columns in which three digits are enough. */
final class HalfFloats {
  private HalfFloats() {}

  static BytesRef encode(float[] numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : numbers) {
      bytes.putShort(Float.floatToFloat16(number));
    }
    return new BytesRef(bytes.array());
  }

  static float[] decode(BytesRef bytes) {
    ByteBuffer in = of(bytes);
    float[] numbers = new float[bytes.length / Short.BYTES];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.float16ToFloat(in.getShort());
    }
    return numbers;
  }

  /** Dot product with numbers of the same count; 0 when there are others. */
  static double dot(BytesRef bytes, float[] numbers) {
    if (bytes.length != numbers.length * Short.BYTES) {
      return 0;
    }
    ByteBuffer in = of(bytes);
    float sum = 0;
    for (float number : numbers) {
      sum += number * Float.float16ToFloat(in.getShort());
    }
    return sum;
  }

  private static ByteBuffer of(BytesRef bytes) {
    return ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length).order(ByteOrder.LITTLE_ENDIAN);
  }
}
