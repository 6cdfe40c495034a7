package kiai.audio;

import java.io.IOException;

/** A file of sound that cannot be decoded, with the reason for people. */
public final class AudioException extends IOException {
  private static final long serialVersionUID = 1;

  AudioException(String message) {
    super(message);
  }
}
