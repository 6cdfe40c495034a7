package kiai.cli.options;

import java.util.Locale;
import picocli.CommandLine.Option;

/** How the program speaks while it serves; read by {@code logback.xml}. */
public final class LogOptions {
  /** How much is said. */
  enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /** Lines for people, or JSON objects for programs. */
  enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "error, warn, info or debug (a line for each request): ${DEFAULT-VALUE}.")
  private Level level = Level.INFO;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      description = "Lines for people, or one JSON object a line: ${DEFAULT-VALUE}.")
  private Format format = Format.TEXT;

  /** Takes effect; called before anything is logged. */
  public void apply() {
    System.setProperty("kiai.log.level", level.name());
    System.setProperty("kiai.log.format", format.name().toLowerCase(Locale.ROOT));
  }
}
