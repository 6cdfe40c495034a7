package kiai.cli.commands.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import kiai.cli.options.FailedException;
import kiai.cli.options.MapFile;
import kiai.cli.options.ModelOptions;
import kiai.embeddings.Encoder;
import kiai.embeddings.HeadGraph;
import kiai.tokens.MapMetadata;
import kiai.tokens.ProcessorConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code kiai zero-shot}: which value of a field the metadata tower finds most like a map; the
 * other fields are what the file says.
 */
@Command(
    name = "zero-shot",
    mixinStandardHelpOptions = true,
    description = "Ranks the values of a metadata field for a map, by the metadata tower.")
public final class ZeroShotCommand implements Callable<Integer> {
  private static final double RELEASED_SCALE = 2.6592; // CM3P's initial logit scale

  private enum Field {
    YEAR,
    STATUS,
    MAPPER,
    TAGS
  }

  @Parameters(paramLabel = "FILE.osu", description = "A map.")
  private Path file;

  @Option(
      names = "--field",
      required = true,
      paramLabel = "year|status|mapper|tags",
      description = "What is asked.")
  private Field field;

  @Option(names = "--limit", paramLabel = "N", description = "Most values: ${DEFAULT-VALUE}.")
  private int limit = 10;

  @Option(names = "--alone", description = "Say nothing else of the map to the metadata tower.")
  private boolean alone;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (Encoder encoder = model.encoder()) {
      MapFile map = MapFile.read(file, encoder);
      float[] vector = map.embed(encoder).map();
      MapMetadata base =
          alone ? MapMetadata.UNKNOWN : encoder.model().processor().metadata(map.beatmap());
      Map<String, MapMetadata> values =
          values(base, encoder.model().processor().config().metadataTokenizer());
      if (values.isEmpty()) {
        throw new FailedException(
            "the model's tables hold no values for %s"
                .formatted(field.name().toLowerCase(java.util.Locale.ROOT)));
      }
      List<String> names = new ArrayList<>(values.keySet());
      List<int[]> ids =
          values.values().stream().map(encoder.model().processor()::metadataIds).toList();
      float[][] rows = encoder.runMetadata(ids);
      double scale = encoder.model().heads().logitScale();
      double times = Math.exp(scale == 0 ? RELEASED_SCALE : scale);
      float[] scores = new float[rows.length];
      for (int i = 0; i < rows.length; i++) {
        double cosine = 0;
        for (int d = 0; d < rows[i].length; d++) {
          cosine += rows[i][d] * (double) vector[d];
        }
        scores[i] = (float) (times * cosine);
      }
      print(names, scores, times);
    }
    return 0;
  }

  private Map<String, MapMetadata> values(MapMetadata base, ProcessorConfig.MetadataTokens tables) {
    Map<String, MapMetadata> values = new LinkedHashMap<>();
    Double stars = base.difficulty();
    switch (field) {
      case YEAR ->
          IntStream.rangeClosed(tables.minYear(), tables.maxYear())
              .forEach(year ->
                  values.put(
                      "" + year,
                      base.with(stars, year, base.status(), base.mapper(), base.tags())));
      case STATUS ->
          tables
              .statuses()
              .values()
              .forEach(status ->
                  values.put(
                      status, base.with(stars, base.year(), status, base.mapper(), base.tags())));
      case MAPPER ->
          tables
              .mappers()
              .forEach((id, name) ->
                  values.put(name, base.with(stars, base.year(), base.status(), id, base.tags())));
      case TAGS ->
          tables
              .tags()
              .values()
              .forEach(tag ->
                  values.put(
                      tag.name(),
                      base.with(
                          stars, base.year(), base.status(), base.mapper(), List.of(tag.name()))));
    }
    return values;
  }

  private void print(List<String> names, float[] scores, double times) {
    double[] shares = HeadGraph.probabilities(scores);
    ArrayNode all = new ObjectMapper().createArrayNode();
    IntStream.range(0, shares.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -shares[i]).thenComparing(names::get))
        .limit(Math.max(1, limit))
        .forEach(i -> {
          ObjectNode node = all.addObject();
          node.put("value", names.get(i));
          node.put("probability", Math.rint(shares[i] * 1e4) / 1e4);
          node.put("cosine", Math.rint(scores[i] / times * 1e4) / 1e4);
        });
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(all);
    } else {
      all.forEach(node ->
          out.printf(
              "%-28s %5.1f %%  %.3f%n",
              node.get("value").asText(),
              100 * node.get("probability").asDouble(),
              node.get("cosine").asDouble()));
    }
    out.flush();
  }
}
