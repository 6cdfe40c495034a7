package kiai.cli.output;

import java.io.Console;
import java.time.Duration;
import kiai.index.IndexManifest;
import kiai.ingest.IndexProgress;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress on the error stream: in a terminal a bar for each phase with rate and time left, else a
 * line now and then.
 */
public final class ProgressLine implements IndexProgress, AutoCloseable {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final int REFRESH_MILLIS = 250;

  private final boolean terminal;
  private ProgressBar bar;
  private Phase phase;
  private long started;
  private long nextLine;
  private long total;

  /** A line that shows nothing until a phase begins. */
  @SuppressWarnings("SystemConsoleNull") // JDK 25 answers null again where there is no terminal
  public ProgressLine() {
    Console console = System.console();
    terminal = console != null && console.isTerminal();
  }

  @Override
  public synchronized void exchanges(IndexManifest old, int sources) {
    System.err.printf(
        "The index was made by %s %s%s: its %,d files and tables are read and embedded again;"
            + " it goes on answering meanwhile%n",
        old.modelName(),
        old.modelVersion(),
        old.precision().isEmpty() ? "" : " at " + old.precision(),
        sources);
  }

  @Override
  public synchronized void began(Phase newPhase, long newTotal) {
    close();
    phase = newPhase;
    total = newTotal;
    started = System.nanoTime();
    nextLine = started + BETWEEN_LINES.toNanos();
    if (terminal) {
      ProgressBarBuilder builder =
          new ProgressBarBuilder()
              .setTaskName(phase.title())
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(REFRESH_MILLIS)
              .setInitialMax(total > 0 ? total : -1)
              .setConsumer(new ConsoleProgressBarConsumer(System.err));
      if (total > 0) {
        builder.setUnit(" " + phase.unit(), 1).showSpeed();
      }
      bar = builder.build();
    } else if (total == 0 || phase == Phase.UPGRADING) {
      System.err.println(
          phase.title()
              + (phase == Phase.UPGRADING
                  ? ": %,d maps get the fields of this version; their vectors are copied"
                      .formatted(total)
                  : " …"));
    }
  }

  @Override
  public synchronized void done(long units, long maps, long windows) {
    if (bar != null) {
      bar.stepTo(units);
      bar.setExtraMessage(written(maps, windows));
      return;
    }
    if (phase == null || System.nanoTime() < nextLine) {
      return;
    }
    nextLine = System.nanoTime() + BETWEEN_LINES.toNanos();
    double seconds = (System.nanoTime() - started) / 1e9;
    long left = Math.round((total - units) * seconds / Math.max(1, units));
    System.err.printf(
        "%s: %,d of %,d %s%s%s, about %d:%02d left%n",
        phase.title(),
        units,
        total,
        phase.unit(),
        written(maps, windows),
        windows > 0 ? " (%.0f windows/s)".formatted(windows / seconds) : "",
        left / 60,
        left % 60);
  }

  /** What came of the units, as far as the phase makes it. */
  private String written(long maps, long windows) {
    return switch (phase) {
      case READING -> ", %,d maps, %,d windows".formatted(maps, windows);
      case UPDATING -> ", %,d changed".formatted(maps);
      default -> "";
    };
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
