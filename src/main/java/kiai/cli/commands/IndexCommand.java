package kiai.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import kiai.cli.options.DatasetOptions;
import kiai.cli.options.Defaults;
import kiai.cli.options.FailedException;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.ModelOptions;
import kiai.ingest.IndexRequest;
import kiai.ingest.IndexSummary;
import kiai.input.Printable;
import kiai.input.SkippedFile;
import kiai.sources.Dataset;
import kiai.sources.Installations;
import kiai.sources.files.FolderWatch;
import kiai.website.WebsiteFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai index}: brings the index in line with folders of maps. */
@Command(
    name = "index",
    mixinStandardHelpOptions = true,
    description = {
      "Brings the index in line with the places where maps live: folders and archives (.osu, .osz,",
      ".zip), an installation of osu! with its Songs folder, lazer's store, Mapperator datasets",
      "(metadata.parquet and data/), and tables of ready embeddings (.parquet)."
    })
public final class IndexCommand implements Callable<Integer> {
  private static final int LISTED = 40;

  @Parameters(arity = "0..*", paramLabel = "ROOT", description = "Folders or files.")
  private List<Path> roots = new ArrayList<>();

  @Option(
      names = "--starter",
      description = {
        "Also take in the maps that Kiai ships as ready embeddings (ids, names, numbers; no files), so",
        "that there is something to search without maps of your own."
      })
  private boolean starter;

  @Option(
      names = "--installed",
      description =
          "Also take in the installations of osu! (lazer and stable) that are found here.")
  private boolean installed;

  @Option(
      names = "--watch",
      description =
          "Then go on until it is stopped: take in new, changed and deleted maps as they come.")
  private boolean watch;

  @Option(names = "--prune", description = "Also forget files below the roots that are gone.")
  private boolean prune;

  @Option(
      names = "--yes",
      description = {
        "Go on without maps that another model or precision cannot embed again because their files",
        "are gone, or that a repair of a damaged index lost; with --prune also forget what lay below",
        "a root that is empty now."
      })
  private boolean yes;

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  @Mixin private DatasetOptions datasetOptions;
  @Mixin private IndexOptions index;
  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (starter) {
      Path table = Defaults.starter(model.folder().hash());
      if (!Files.exists(table)) {
        throw new FailedException("there is no starter for this model and precision");
      }
      roots.add(table);
    }
    if (installed) {
      List<Path> found = Installations.ofThisUser();
      if (found.isEmpty()) {
        throw new FailedException(
            "no installation of osu! is where its installers put it; name its folder");
      }
      found.forEach(folder -> spec.commandLine().getErr().println("osu! is in " + folder));
      roots.addAll(found);
    }
    if (roots.isEmpty()) {
      List<Path> found = Installations.ofThisUser();
      throw new ParameterException(
          spec.commandLine(),
          "name folders or files of maps, or take --starter"
              + (found.isEmpty()
                  ? ""
                  : ", or --installed for osu! in " + Printable.line(found.getFirst().toString())));
    }
    for (Path root : roots) {
      if (!Files.exists(root)) { // with --prune, a drive that is not there would empty the index
        throw new FailedException("there is no file or folder " + root);
      }
    }
    if (watch) {
      watch();
    } else {
      bringInLine();
    }
    return 0;
  }

  /** Watches from before the first run on: what changes during it is taken in after it. */
  private void watch() throws IOException, InterruptedException {
    Semaphore run = new Semaphore(0); // held by the first run
    FolderWatch.Work again =
        () -> {
          if (!run.tryAcquire()) {
            return false;
          }
          try {
            bringInLine();
          } finally {
            run.release();
          }
          return true;
        };
    try (FolderWatch watching =
        new FolderWatch(roots, FolderWatch.Patience.DEFAULT, again).start()) {
      bringInLine();
      prune = true;
      run.release();
      spec.commandLine().getErr().println("Watching; Ctrl-C ends it.");
      watching.join();
    }
  }

  private void bringInLine() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Dataset dataset = datasetOptions.open(roots, websiteFacts(), spec);
    dataset
        .metadataSources()
        .forEach(f ->
            spec.commandLine().getErr().printf("%s knows %,d maps or sets%n", f.name(), f.size()));
    dataset.notes().forEach(spec.commandLine().getErr()::println);
    IndexSummary summary =
        Indexing.run(index.generations(), model, dataset, new IndexRequest(prune, yes, true));
    if (json) {
      out.println(toJson(summary));
    } else {
      print(out, summary);
    }
    out.flush();
    if (summary.missing() > 0 && !yes) {
      throw new FailedException(
          ("%,d maps that the index had before it was damaged are not back: index their folders too,"
                  + " or give them up with --yes")
              .formatted(summary.missing()));
    }
  }

  /** What {@code kiai facts fetch} wrote beside the index. */
  private List<Path> websiteFacts() {
    Path facts = index.folder().resolve(WebsiteFacts.FILE);
    return Files.exists(facts) ? List.of(facts) : List.of();
  }

  private static void print(PrintWriter out, IndexSummary s) {
    out.printf(
        "%,d maps seen: %,d indexed, %,d unchanged, %,d removed, %,d left out%n",
        s.seen(), s.indexed(), s.unchanged(), s.removed(), s.skipped().size());
    if (s.updated() > 0) {
      out.printf("%,d maps have new fields from other sources%n", s.updated());
    }
    s.notes().stream()
        .limit(LISTED)
        .forEach(note -> out.printf("  %s: %s%n", note.path(), note.reason()));
    if (s.windows() > 0) {
      out.printf(
          "%,d windows in %.1f s: %.1f maps/s, %.0f windows/s%n",
          s.windows(), s.seconds(), s.indexed() / s.seconds(), s.windows() / s.seconds());
    } else {
      out.printf("%.1f s%n", s.seconds());
    }
    Map<String, Integer> reasons = new TreeMap<>();
    for (SkippedFile file : s.skipped()) {
      reasons.merge(
          file.reason()
              .replace(file.path(), "the file")
              .replaceAll(" \\(.*", "")
              .replaceAll("\\b[0-9][0-9,.]*\\b", "N"),
          1,
          Integer::sum);
    }
    if (!reasons.isEmpty()) {
      out.println("Left out, by reason:");
      reasons.forEach((reason, count) -> out.printf("  %5d  %s%n", count, reason));
      out.println("Left out:");
      s.skipped().stream()
          .limit(LISTED)
          .forEach(file -> out.printf("  %s: %s%n", file.path(), file.reason()));
      if (s.skipped().size() > LISTED) {
        out.printf("  … and %d more; --json lists all%n", s.skipped().size() - LISTED);
      }
    }
  }

  private static ObjectNode toJson(IndexSummary s) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("seen", s.seen());
    node.put("indexed", s.indexed());
    node.put("unchanged", s.unchanged());
    node.put("updated", s.updated());
    node.put("removed", s.removed());
    node.put("missing", s.missing());
    ArrayNode skipped = node.putArray("skipped");
    for (SkippedFile file : s.skipped()) {
      skipped.addObject().put("path", file.path()).put("reason", file.reason());
    }
    ArrayNode notes = node.putArray("notes");
    for (SkippedFile note : s.notes()) {
      notes.addObject().put("path", note.path()).put("reason", note.reason());
    }
    node.put("windows", s.windows());
    node.put("seconds", Math.rint(s.seconds() * 1000) / 1000);
    return node;
  }
}
