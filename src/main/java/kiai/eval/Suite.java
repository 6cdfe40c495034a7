package kiai.eval;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import kiai.embeddings.Device;
import kiai.embeddings.EmbeddingPart;
import kiai.embeddings.Encoder;
import kiai.embeddings.ModelFolder;
import kiai.eval.set.EvalSet;
import kiai.eval.set.TokenViews;
import kiai.eval.set.View;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.sources.tables.Labels;

/** Runs the whole suite: one model, its parts, other models and the baselines, on one index. */
public final class Suite {
  /**
   * What to evaluate and how.
   *
   * @param others further models with the same tokens
   * @param baselines folder of baselines, null for none
   * @param labels of the maps
   * @param split which held-out maps ask: {@code test}, {@code val} or {@code held-out}
   * @param rounds of the bootstrap
   */
  public record Settings(
      List<ModelFolder> others,
      Path baselines,
      Labels labels,
      String split,
      int rounds,
      Device device,
      int threads) {}

  private final LiveIndex index;
  private final Encoder encoder;
  private final Settings settings;
  private final Consumer<String> progress;

  /**
   * A suite.
   *
   * @param encoder of the model whose differences to all others are reported
   */
  public Suite(LiveIndex index, Encoder encoder, Settings settings, Consumer<String> progress) {
    this.index = index;
    this.encoder = encoder;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Runs everything.
   *
   * @throws IOException when the index or a model cannot be read, or no held-out map is there
   */
  public EvalReport run() throws IOException {
    ModelFolder model = encoder.model();
    EvalSet set;
    try (IndexSnapshot snapshot = index.snapshot()) {
      set = EvalSet.read(snapshot, model, settings.labels(), settings.split());
    }
    Set<Integer> asking = new LinkedHashSet<>();
    Arrays.stream(set.asked()).forEach(i -> asking.add(set.windows().get(i).map()));
    if (asking.size() < 2) {
      throw new IOException(
          "the index has %d maps that can be asked about (%s, with two windows of at least %d objects); the suite needs maps that the model was not trained on"
              .formatted(asking.size(), settings.split(), EvalSet.MIN_OBJECTS));
    }
    List<Contestant> baselines = baselines(set);
    EvalReport report = new EvalReport();
    facts(report, set, asking);
    progress.accept(
        "%d windows of %d held-out maps, %d maps in all"
            .formatted(set.asked().length, asking.size(), set.maps().size()));
    model(set, encoder, "model", report);
    for (ModelFolder other : settings.others()) {
      if (!other
          .processor()
          .beatmapTokenizer()
          .vocabulary()
          .base()
          .equals(model.processor().beatmapTokenizer().vocabulary().base())) {
        throw new IOException(
            "the model in %s has other tokens than the one in %s; evaluate it by itself"
                .formatted(other.folder(), model.folder()));
      }
      try (Encoder second = new Encoder(other, settings.device(), settings.threads())) {
        model(
            set,
            second,
            "%s %s %s".formatted(other.name(), other.version(), other.precision()),
            report);
      }
    }
    for (Contestant contestant : baselines) {
      progress.accept(contestant.title());
      try (contestant) {
        tasks(set, Embedded.of(contestant, set, List.of()), report);
      }
    }
    return report;
  }

  private void facts(EvalReport report, EvalSet set, Set<Integer> asking) {
    Map<String, Object> facts = report.facts();
    ModelFolder model = encoder.model();
    facts.put("model", model.name());
    facts.put("model_version", model.version());
    facts.put("precision", model.precision());
    facts.put("split", settings.split());
    facts.put("maps", set.maps().size());
    facts.put("held_out_maps", asking.size());
    facts.put(
        "held_out_groups", asking.stream().map(i -> set.maps().get(i).group()).distinct().count());
    facts.put("windows", set.asked().length);
    facts.put("bootstrap_rounds", settings.rounds());
    facts.put(
        "held_out_maps_by_mode",
        asking.stream()
            .collect(
                Collectors.groupingBy(
                    i -> set.maps().get(i).mode(), TreeMap::new, Collectors.counting())));
    if (!set.skipped().isEmpty()) {
      facts.put("skipped", set.skipped().stream().map(Object::toString).toList());
    }
  }

  private void model(EvalSet set, Encoder encoder, String name, EvalReport report) {
    ModelFolder model = encoder.model();
    String title = "%s %s, %s".formatted(model.name(), model.version(), model.precision());
    progress.accept(title);
    List<EmbeddingPart> parts = model.parts();
    // The suite does not close this one: the tower is the encoder's.
    Embedded whole =
        Embedded.of(
            new Contestant() {
              @Override
              public String name() {
                return name;
              }

              @Override
              public String title() {
                return title;
              }

              @Override
              public float[][] vectors(List<int[]> ids, List<float[]> features) {
                return encoder.beatmapTower().embed(ids, features);
              }
            },
            set,
            parts);
    tasks(set, whole, report);
    new MetadataTask(set, encoder, settings.rounds()).run(whole, report);
    if (parts.size() > 1) {
      parts.forEach(part -> tasks(set, whole.part(part), report));
    }
  }

  private void tasks(EvalSet set, Embedded embedded, EvalReport report) {
    new SameMapTask(set, settings.rounds()).run(embedded, report);
    new NeighbourTask(set, settings.rounds()).run(embedded, report);
    new JudgementTask(set, settings.rounds()).run(embedded, report);
  }

  private List<Contestant> baselines(EvalSet set) throws IOException {
    if (settings.baselines() == null) {
      return List.of();
    }
    var vocabulary = encoder.model().processor().beatmapTokenizer().vocabulary();
    List<Contestant> all =
        new ArrayList<>(
            Baselines.read(
                settings.baselines(),
                vocabulary.id("[PAD]"),
                settings.device(),
                settings.threads()));
    TokenViews views = new TokenViews(vocabulary);
    List<int[]> corpus =
        Arrays.stream(set.asked())
            .mapToObj(i -> Objects.requireNonNull(set.windows().get(i).ids().get(View.FULL)))
            .toList();
    all.add(new TokenBag(views, false, corpus));
    all.add(new TokenBag(views, true, corpus));
    return all;
  }
}
