package kiai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import kiai.embeddings.Encoder;
import kiai.search.Answer;
import kiai.search.HitJson;
import kiai.search.SearchService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai search}: words and filters to maps. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Finds maps by words and filters, such as",
      "  kiai search \"2015 hard jump maps\"",
      "  kiai search \"stars>6 bpm>=200 streams\""
    })
final class SearchCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "TEXT", description = "What to look for.")
  private String[] text;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private PageOptions page;
  @Mixin private IndexOptions index;
  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (OpenedIndex opened = OpenedIndex.open(index);
        Encoder encoder = model.encoder()) {
      opened.mustMatch(encoder.model());
      Answer answer =
          new SearchService(opened.index(), encoder).search(String.join(" ", text), page.options());
      if (json) {
        out.println(HitJson.of(answer, true));
      } else {
        HitPrinter.print(out, answer, page.offset());
      }
    }
    out.flush();
    return 0;
  }
}
