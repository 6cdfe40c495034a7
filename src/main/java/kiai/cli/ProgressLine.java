package kiai.cli;

import java.io.Console;
import java.time.Duration;
import kiai.index.IndexProgress;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress on the error stream: a bar with rate and time left in a terminal, else a line now and
 * then.
 */
final class ProgressLine implements IndexProgress, AutoCloseable {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final ProgressBar bar;
  private final long started = System.nanoTime();
  private long nextLine = System.nanoTime() + BETWEEN_LINES.toNanos();
  private long total;

  @SuppressWarnings("SystemConsoleNull") // JDK 25 answers null again where there is no terminal
  ProgressLine() {
    Console console = System.console();
    bar =
        console != null && console.isTerminal()
            ? new ProgressBarBuilder()
                .setTaskName("Indexing")
                .setUnit(" files", 1)
                .showSpeed()
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build()
            : null;
  }

  @Override
  public synchronized void found(long files) {
    total = files;
    if (bar != null) {
      bar.maxHint(files);
    }
  }

  @Override
  public synchronized void done(long files, long maps, long windows) {
    if (bar != null) {
      bar.stepTo(files);
      bar.setExtraMessage(" %d maps, %d windows".formatted(maps, windows));
      return;
    }
    if (System.nanoTime() < nextLine) {
      return;
    }
    nextLine = System.nanoTime() + BETWEEN_LINES.toNanos();
    double seconds = (System.nanoTime() - started) / 1e9;
    long left = Math.round((total - files) * seconds / Math.max(1, files));
    System.err.printf(
        "%d of %d files, %d maps, %d windows (%.0f windows/s), about %d:%02d left%n",
        files, total, maps, windows, windows / seconds, left / 60, left % 60);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
