package kiai.embeddings;

/** Whether a model with an audio input gets the songs of maps. */
public enum AudioUse {
  /** Songs are used where the model has an audio input and the song is there. */
  AUTO,
  /** As auto; a model without an audio input is an error. */
  ON,
  /** Never: maps are embedded by their tokens alone. */
  OFF
}
