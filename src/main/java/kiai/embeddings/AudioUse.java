package kiai.embeddings;

/** Whether a model that can hear is given the songs. */
public enum AudioUse {
  /** Where the model can hear and the song is there. */
  AUTO,
  /** As auto; a model that cannot hear is an error. */
  ON,
  /** Never: maps are embedded by their tokens alone. */
  OFF
}
