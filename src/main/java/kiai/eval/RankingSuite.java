package kiai.eval;

import java.io.IOException;
import java.util.function.Consumer;
import kiai.embeddings.Encoder;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.sources.tables.Labels;

/** Compares ways of ranking, side by side: for judged texts, and for similar maps by labels. */
public final class RankingSuite {
  private final LiveIndex index;
  private final Encoder encoder;
  private final Labels labels;
  private final int rounds;
  private final Consumer<String> progress;

  /**
   * A suite.
   *
   * @param rounds of the bootstrap
   */
  public RankingSuite(
      LiveIndex index, Encoder encoder, Labels labels, int rounds, Consumer<String> progress) {
    this.index = index;
    this.encoder = encoder;
    this.labels = labels;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Runs everything. */
  public EvalReport run() throws IOException {
    EvalReport report = new EvalReport();
    try (IndexSnapshot snapshot = index.snapshot()) {
      report.facts().put("maps", snapshot.sizes().maps());
    }
    report.facts().put("bootstrap_rounds", rounds);
    progress.accept("judged texts");
    new TextTask(index, encoder, rounds).run(report);
    progress.accept("similar maps by people's labels");
    new LikenessTask(index, encoder, labels, rounds).run(report);
    return report;
  }
}
