package kiai.embeddings;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;

/** Rows of ids as tensors, and results as rows. */
final class Tensors {
  private Tensors() {}

  /** Adds {@code input_ids} and {@code attention_mask}, int64 [B, L], padded to the longest row. */
  static void tokens(
      OrtEnvironment environment, Map<String, OnnxTensor> inputs, List<int[]> ids, long pad)
      throws OrtException {
    int length = ids.stream().mapToInt(row -> row.length).max().orElse(1);
    LongBuffer padded = direct(8L * ids.size() * length).asLongBuffer();
    LongBuffer mask = direct(8L * ids.size() * length).asLongBuffer();
    for (int[] row : ids) {
      for (int i = 0; i < length; i++) {
        padded.put(i < row.length ? row[i] : pad);
        mask.put(i < row.length ? 1 : 0);
      }
    }
    long[] shape = {ids.size(), length};
    inputs.put("input_ids", OnnxTensor.createTensor(environment, padded.flip(), shape));
    inputs.put("attention_mask", OnnxTensor.createTensor(environment, mask.flip(), shape));
  }

  static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  static float[][] rows(OrtSession.Result result) throws OrtException {
    return (float[][]) result.get(0).getValue();
  }
}
