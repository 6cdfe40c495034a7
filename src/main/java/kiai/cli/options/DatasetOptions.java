package kiai.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import kiai.input.InputLimits;
import kiai.sources.Dataset;
import kiai.sources.files.DatasetFilters;
import kiai.tokens.UserTags;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What is known of maps besides their files, and which maps of a Mapperator dataset take part. */
public final class DatasetOptions {
  private static final Set<String> MODES = Set.of("osu", "taiko", "fruits", "catch", "mania");

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      split = ",",
      description = {
        "Tables that say something about maps: CSV, TSV or JSON lines with md5 or beatmap_id (also",
        "gzipped), metadata.parquet, osu!.db, collection.db. Several with commas."
      })
  private List<Path> labels = List.of();

  @Option(
      names = "--years",
      paramLabel = "FROM-TO",
      description = "Of a Mapperator dataset: years of submission, such as 2015-2020.")
  private String years;

  @Option(
      names = "--stars",
      paramLabel = "FROM-TO",
      description = "Of a Mapperator dataset: star ratings, such as 4-6.5.")
  private String stars;

  @Option(
      names = "--modes",
      paramLabel = "MODE",
      split = ",",
      description = "Of a Mapperator dataset: osu, taiko, catch, mania.")
  private List<String> modes = List.of();

  @Option(
      names = "--sets",
      paramLabel = "START-END",
      description = "Of a Mapperator dataset: sets by their place, from START to before END.")
  private String sets;

  /** The places and tables that were named, and further tables. */
  public Dataset open(List<Path> roots, List<Path> furtherLabels, CommandSpec spec)
      throws IOException {
    List<Path> all = new ArrayList<>(labels);
    all.addAll(furtherLabels);

    double[] year = range("--years", years, spec);
    double[] star = range("--stars", stars, spec);
    double[] set = range("--sets", sets, spec);
    DatasetFilters filters =
        new DatasetFilters(
            year == null ? null : (Integer) (int) year[0],
            year == null ? null : (Integer) (int) year[1],
            star == null ? null : (Double) star[0],
            star == null ? null : (Double) star[1],
            modes(spec),
            set == null ? null : (Integer) (int) set[0],
            set == null ? null : (Integer) (int) set[1]);
    return Dataset.open(roots, all, filters, InputLimits.DEFAULT, UserTags.vocabulary());
  }

  /** The places and tables that were named. */
  public Dataset open(List<Path> roots, CommandSpec spec) throws IOException {
    return open(roots, List.of(), spec);
  }

  private Set<String> modes(CommandSpec spec) {
    Set<String> names = new HashSet<>();
    for (String mode : modes) {
      String lower = mode.toLowerCase(Locale.ROOT);
      if (!MODES.contains(lower)) {
        throw new ParameterException(
            spec.commandLine(), "--modes knows osu, taiko, catch and mania, not " + mode);
      }
      names.add(lower.equals("catch") ? "fruits" : lower);
    }
    return names;
  }

  private static double[] range(String option, String text, CommandSpec spec) {
    if (text == null) {
      return null;
    }
    String number = "([0-9]{1,9}(?:\\.[0-9]+)?)";
    var match = java.util.regex.Pattern.compile(number + "-" + number).matcher(text);
    if (!match.matches()) {
      throw new ParameterException(
          spec.commandLine(), option + " takes two numbers such as 4-6, not " + text);
    }
    double[] ends = {Double.parseDouble(match.group(1)), Double.parseDouble(match.group(2))};
    if (ends[0] > ends[1]) {
      throw new ParameterException(spec.commandLine(), option + " ends before it begins: " + text);
    }
    return ends;
  }
}
