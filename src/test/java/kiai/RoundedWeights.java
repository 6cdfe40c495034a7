package kiai;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Rounds the weights of an ONNX graph to bfloat16, in place: a second precision of a model for
 * tests, whose vectors are close to the first one's and not equal. Field numbers as in onnx.proto.
 */
final class RoundedWeights {
  private static final int GRAPH = 7; // of ModelProto
  private static final int INITIALIZER = 5; // of GraphProto
  private static final int DATA_TYPE = 2; // of TensorProto
  private static final int RAW_DATA = 9; // of TensorProto
  private static final int FLOAT = 1;
  private static final int HALF_BITS = 0xFFFF;

  /** A field of a message: its number, and where its bytes or what its number is. */
  private record Field(int number, int from, int to, long value) {}

  private RoundedWeights() {}

  /** The same graph with rounded weights. */
  static byte[] of(byte[] model) {
    ByteBuffer bytes = ByteBuffer.wrap(model.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (Field graph : fields(bytes, 0, model.length)) {
      if (graph.number == GRAPH) {
        for (Field tensor : fields(bytes, graph.from, graph.to)) {
          if (tensor.number == INITIALIZER) {
            round(bytes, fields(bytes, tensor.from, tensor.to));
          }
        }
      }
    }
    return bytes.array();
  }

  private static void round(ByteBuffer bytes, List<Field> tensor) {
    if (tensor.stream().noneMatch(f -> f.number == DATA_TYPE && f.value == FLOAT)) {
      return;
    }
    for (Field field : tensor) {
      if (field.number == RAW_DATA) {
        for (int at = field.from; at + Float.BYTES <= field.to; at += Float.BYTES) {
          bytes.putInt(at, bytes.getInt(at) & ~HALF_BITS);
        }
      }
    }
  }

  private static List<Field> fields(ByteBuffer bytes, int from, int to) {
    List<Field> fields = new ArrayList<>();
    bytes.position(from);
    while (bytes.position() < to) {
      long tag = number(bytes);
      int number = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case 0 -> fields.add(new Field(number, 0, 0, number(bytes)));
        case 1 -> bytes.position(bytes.position() + Long.BYTES);
        case 2 -> {
          int length = (int) number(bytes);
          int start = bytes.position();
          fields.add(new Field(number, start, start + length, 0));
          bytes.position(start + length);
        }
        case 5 -> bytes.position(bytes.position() + Integer.BYTES);
        default -> throw new IllegalArgumentException("not a field of protobuf: " + tag);
      }
    }
    return fields;
  }

  private static long number(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
