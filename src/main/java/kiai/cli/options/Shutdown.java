package kiai.cli.options;

/**
 * What a command does when the program is told to end, before anything else: a server answers what
 * it is answering, for which it needs everything else as it is.
 */
public final class Shutdown {
  private static volatile Runnable first = () -> {};

  private Shutdown() {}

  /** Says what is done first; it returns when it is done. */
  public static void first(Runnable work) {
    first = work;
  }

  /** Does it. */
  public static void begin() {
    first.run();
  }
}
