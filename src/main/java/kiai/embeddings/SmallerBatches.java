package kiai.embeddings;

import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches for which the GPU has no memory: halved, down to one window; that runs on the CPU.
 *
 * <p>ONNX Runtime has no error code for it, so its messages are read (as of 1.29).
 */
final class SmallerBatches {
  private static final Logger LOG = LoggerFactory.getLogger(SmallerBatches.class);
  private static final List<String> OUT_OF_MEMORY =
      List.of(
          "failed to allocate memory", // the arena, of the device
          "out of memory", // CUDA, and the arena of its own limit
          "is smaller than requested bytes", // the arena, having extended
          "alloc_failed"); // cuBLAS and cuDNN

  private SmallerBatches() {}

  /** Embeds windows [from, to) of a batch, or throws an {@link EncoderException}. */
  @FunctionalInterface
  interface Part {
    float[][] embed(int from, int to);
  }

  /**
   * Embeds a batch.
   *
   * @param gpu tried first
   * @param cpu for single windows that the GPU cannot hold
   * @return one row a window
   */
  static float[][] embed(int from, int to, Part gpu, Part cpu) {
    try {
      return gpu.embed(from, to);
    } catch (EncoderException e) {
      if (!isOutOfMemory(e)) {
        throw e;
      }
    }
    int windows = to - from;
    if (windows == 1) {
      LOG.warn("the GPU has no memory for a single window; it runs on the CPU");
      return cpu.embed(from, to);
    }
    LOG.info("the GPU has no memory for {} windows at once; the batch is halved", windows);
    int middle = from + windows / 2;
    float[][] rows = new float[windows][];
    float[][] first = embed(from, middle, gpu, cpu);
    float[][] second = embed(middle, to, gpu, cpu);
    System.arraycopy(first, 0, rows, 0, first.length);
    System.arraycopy(second, 0, rows, first.length, second.length);
    return rows;
  }

  static boolean isOutOfMemory(EncoderException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return OUT_OF_MEMORY.stream().anyMatch(message::contains);
  }
}
