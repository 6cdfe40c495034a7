package kiai.cli.commands;

import java.io.IOException;
import java.util.concurrent.Callable;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.ModelOptions;
import kiai.cli.options.OpenedIndex;
import kiai.cli.options.PageOptions;
import kiai.cli.options.TargetOptions;
import kiai.cli.output.HitPrinter;
import kiai.embeddings.Encoder;
import kiai.search.SearchService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai search}: searches maps by a text. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = {
      "Finds maps by words and filters, best match first.",
      "  kiai search \"2015 hard jump maps\"",
      "  kiai search \"stars>6 bpm>=200 streams\""
    })
public final class SearchCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "TEXT", description = "What to look for.")
  private String[] text = {};

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private TargetOptions target;
  @Mixin private PageOptions page;
  @Mixin private IndexOptions index;
  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    target.check();
    String question = (String.join(" ", text) + " " + target.strayText()).strip();
    for (String part : text) {
      if (part.startsWith("--")) { // a minus excludes a word, two are an option's
        throw new ParameterException(spec.commandLine(), "Unknown option: '" + part + "'");
      }
    }
    if (question.isEmpty()) { // --to may have taken the text as its second value
      throw new ParameterException(spec.commandLine(), "What should be searched for?");
    }
    try (OpenedIndex opened = OpenedIndex.open(index);
        Encoder encoder = opened.encoder(model)) {
      SearchService service = new SearchService(opened.index(), encoder);
      HitPrinter.deliver(spec, page, target, json, options -> service.search(question, options));
    }
    return 0;
  }
}
