package kiai.audio;

import java.io.IOException;

/** An audio file that cannot be decoded, with the reason for people. */
public final class AudioException extends IOException {
  private static final long serialVersionUID = 1;

  AudioException(String message) {
    super(message);
  }
}
