package kiai.cli;

/** Entry point of the {@code kiai} command. */
public final class Main {
  private Main() {}

  /** Runs the command line. */
  public static void main(String[] args) {}
}
