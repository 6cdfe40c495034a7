package kiai.embeddings;

/** Where the encoder runs. */
public enum Device {
  /** CUDA when it starts, else the CPU. */
  AUTO,
  /** The CPU. */
  CPU,
  /** CUDA, or an error that says why not. */
  CUDA
}
