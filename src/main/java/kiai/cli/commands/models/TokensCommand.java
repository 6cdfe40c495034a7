package kiai.cli.commands.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import kiai.beatmap.Beatmap;
import kiai.beatmap.ParseIssue;
import kiai.cli.options.Defaults;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.prepare.MapPreparer;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.BeatmapReader;
import kiai.sources.files.SourceFile;
import kiai.tokens.DefaultProcessor;
import kiai.tokens.MapMetadata;
import kiai.tokens.Processor;
import kiai.tokens.TokenWindow;
import kiai.tokens.folder.MetadataJson;
import kiai.tokens.folder.ProcessorFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai tokens}: what the model sees of a map. */
@Command(
    name = "tokens",
    mixinStandardHelpOptions = true,
    description = "Prints the token ids of the windows of maps, without running a model.")
public final class TokensCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(arity = "1..*", paramLabel = "FILE.osu", description = "Maps.")
  private List<Path> files;

  @Option(names = "--model", paramLabel = "DIR", description = "Model folder: onnx/default.")
  private Path model = Defaults.model();

  @Option(names = "--json", description = "One JSON object for each file.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Processor processor =
        Files.isDirectory(model) ? ProcessorFolder.read(model) : DefaultProcessor.create();
    BeatmapReader reader = new BeatmapReader(InputLimits.DEFAULT);
    PrintWriter out = spec.commandLine().getOut();
    List<SkippedFile> failures = new ArrayList<>();
    for (Path path : files) {
      long bytes = Files.exists(path) ? Files.size(path) : 0;
      reader.read(
          new SourceFile(path, bytes, 0),
          file -> {
            switch (MapPreparer.read(file)) {
              case MapPreparer.ReadMap.Usable usable ->
                  print(out, processor, file, usable.beatmap());
              case MapPreparer.ReadMap.LeftOut none ->
                  failures.add(new SkippedFile(file.path(), none.reason()));
            }
          },
          failures::add);
    }
    for (SkippedFile failure : failures) {
      spec.commandLine().getErr().println(failure.path() + ": " + failure.reason());
    }
    out.flush();
    return failures.isEmpty() ? 0 : 1;
  }

  private void print(PrintWriter out, Processor processor, BeatmapFile file, Beatmap beatmap) {
    List<TokenWindow> windows = processor.windowsToEmbed(beatmap);
    MapMetadata metadata = processor.metadata(beatmap);
    if (!json) {
      out.printf(
          "%s  %s  %.1f s, %d windows%n",
          file.path(), beatmap.mode().apiName(), processor.songLength(beatmap), windows.size());
      for (TokenWindow window : windows) {
        out.printf(
            "  %6.1f s  %4d events  %5d tokens%n",
            window.startMs() / 1000.0, window.groups(), window.tokens());
      }
      for (ParseIssue issue : beatmap.issues()) {
        out.println("  " + issue);
      }
      return;
    }
    ObjectNode node = JSON.createObjectNode();
    node.put("md5", file.md5());
    node.put("mode", beatmap.mode().id());
    node.put("song_length", processor.songLength(beatmap));
    ArrayNode list = node.putArray("windows");
    for (TokenWindow window : windows) {
      ObjectNode w = list.addObject();
      w.put("start_ms", window.startMs());
      w.put("n_tokens", window.tokens());
      ids(w.putArray("ids"), window.ids());
    }
    node.set("metadata", MetadataJson.write(metadata, processor.metadataTokenizer().settings()));
    ids(node.putArray("metadata_ids"), processor.metadataIds(metadata));
    ArrayNode issues = node.putArray("issues");
    for (ParseIssue issue : beatmap.issues()) {
      issues.addObject().put("line", issue.line()).put("message", issue.message());
    }
    out.println(node);
  }

  private static void ids(ArrayNode array, int[] ids) {
    for (int id : ids) {
      array.add(id);
    }
  }
}
