package kiai.query.lexicon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kiai.beatmap.GameMode;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.PatternTerm;
import kiai.query.Preference;
import kiai.tokens.ProcessorConfig;
import kiai.tokens.UserTags;

/** What players' words mean: patterns with their tags, difficulties, lengths, modes. */
public final class Lexicon {
  /** Most words of a phrase that means a pattern. */
  public static final int LONGEST_PHRASE = 4;

  /** Statuses by their names. */
  public static final List<String> STATUSES =
      List.of("graveyard", "wip", "pending", "ranked", "approved", "qualified", "loved");

  /**
   * A phrase for a pattern.
   *
   * @param inTitles the words are common in titles too
   */
  public record PatternPhrase(PatternTerm term, boolean inTitles) {}

  /**
   * What players say of the mood or the use of a map.
   *
   * @param name the usual phrase
   * @param preferences numbers that should lie within bounds
   * @param why what is measured, in words
   */
  public record Mood(String name, List<Preference> preferences, String why) {}

  /** Words that say nothing in a search for maps. */
  private static final Set<String> FILLERS =
      rows("fillers.txt").stream()
          .flatMap(row -> Arrays.stream(row[0].split(" ", -1)))
          .collect(Collectors.toUnmodifiableSet());

  // "hard" is what a player calls hard; the Hard difficulty is [Hard] or diff=Hard.
  private static final Map<String, double[]> DIFFICULTIES =
      Map.ofEntries(
          Map.entry("beginner", new double[] {0, 1.6}),
          Map.entry("easy", new double[] {0, 2.2}),
          Map.entry("normal", new double[] {2, 2.7}),
          Map.entry("medium", new double[] {2.5, 4}),
          Map.entry("hard", new double[] {4.5, 6.8}),
          Map.entry("difficult", new double[] {4.5, 6.8}),
          Map.entry("challenging", new double[] {4.5, 6.8}),
          Map.entry("insane", new double[] {4, 5.3}),
          Map.entry("expert", new double[] {5.3, 6.5}),
          Map.entry("extra", new double[] {5.3, 6.8}),
          Map.entry("expert+", new double[] {6.5, 15}),
          Map.entry("extreme", new double[] {6, 7.5}));

  private static final Map<String, double[]> LENGTHS =
      Map.of(
          "short", new double[] {0, 95},
          "long", new double[] {240, Double.POSITIVE_INFINITY},
          "marathon", new double[] {300, Double.POSITIVE_INFINITY},
          "marathons", new double[] {300, Double.POSITIVE_INFINITY});

  private static final Map<String, String> MODES =
      Map.ofEntries(
          Map.entry("osu", "osu"),
          Map.entry("osu!", "osu"),
          Map.entry("osu!std", "osu"),
          Map.entry("osu!standard", "osu"),
          Map.entry("std", "osu"),
          Map.entry("standard", "osu"),
          Map.entry("0", "osu"),
          Map.entry("taiko", "taiko"),
          Map.entry("osu!taiko", "taiko"),
          Map.entry("drum", "taiko"),
          Map.entry("1", "taiko"),
          Map.entry("catch", "fruits"),
          Map.entry("osu!catch", "fruits"),
          Map.entry("ctb", "fruits"),
          Map.entry("fruits", "fruits"),
          Map.entry("2", "fruits"),
          Map.entry("mania", "mania"),
          Map.entry("osu!mania", "mania"),
          Map.entry("vsrg", "mania"),
          Map.entry("s", "osu"),
          Map.entry("o", "osu"),
          Map.entry("t", "taiko"),
          Map.entry("c", "fruits"),
          Map.entry("f", "fruits"),
          Map.entry("m", "mania"),
          Map.entry("3", "mania"));

  private static final Map<String, PatternPhrase> PATTERNS = patterns();
  private static final Map<String, Mood> MOODS = moods();
  private static final Map<String, String> SYNONYMS = synonyms();

  private Lexicon() {}

  private static Map<String, PatternPhrase> patterns() {
    Map<String, PatternPhrase> all = new LinkedHashMap<>();
    rows("play-words.tsv").forEach(row -> line(row, all));
    for (ProcessorConfig.Tag tag : UserTags.firstOfEachName().values()) {
      name(tag.name(), all);
    }
    return all;
  }

  private static List<String[]> rows(String table) {
    InputStream resource = Lexicon.class.getResourceAsStream(table);
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Mood> moods() {
    Map<String, Mood> all = new LinkedHashMap<>();
    for (String[] row : rows("moods.tsv")) {
      List<String> phrases = list(row[0]);
      List<Preference> preferences =
          Arrays.stream(row[1].split(" ", -1)).map(Lexicon::preference).toList();
      Mood mood = new Mood(phrases.getFirst(), preferences, row[2]);
      phrases.forEach(phrase -> all.put(plain(phrase), mood));
    }
    return all;
  }

  /** {@code density:-:3.2:0.8}. */
  private static Preference preference(String text) {
    String[] parts = text.split(":", -1);
    return new Preference(
        parts[0],
        MapFields.byKey(parts[0]).orElseThrow(),
        parts[1].equals("-") ? 0 : Double.parseDouble(parts[1]),
        parts[2].equals("-") ? Double.POSITIVE_INFINITY : Double.parseDouble(parts[2]),
        Double.parseDouble(parts[3]));
  }

  private static Map<String, String> synonyms() {
    Map<String, String> all = new LinkedHashMap<>();
    for (String[] row : rows("synonyms.tsv")) {
      list(row[1]).forEach(word -> all.put(word.toLowerCase(Locale.ROOT), row[0]));
    }
    return all;
  }

  private static void line(String[] columns, Map<String, PatternPhrase> all) {
    List<String> phrases = list(columns[0]);
    PatternTerm kind = kind(phrases.getFirst(), traits(columns[1]), list(columns[2]));
    boolean inTitles = columns.length > 3 && columns[3].equals("title");
    phrases.forEach(phrase -> all.putIfAbsent(plain(phrase), new PatternPhrase(kind, inTitles)));
  }

  /** A tag's own name: "aim/sharp" is also "sharp" and "sharp aim". */
  private static void name(String tag, Map<String, PatternPhrase> all) {
    int slash = tag.indexOf('/');
    String leaf = plain(tag.substring(slash + 1));
    PatternTerm kind = kind(leaf, List.of(), List.of(tag));
    all.put(plain(tag), new PatternPhrase(kind, false));
    if (!LENGTHS.containsKey(leaf)) {
      all.putIfAbsent(leaf, new PatternPhrase(kind, !leaf.contains(" ")));
    }
    all.putIfAbsent(leaf + " " + tag.substring(0, slash), new PatternPhrase(kind, false));
  }

  private static PatternTerm kind(String name, List<PatternTerm.Trait> traits, List<String> tags) {
    Set<Integer> rulesets = new HashSet<>();
    tags.forEach(tag -> rulesets.addAll(UserTags.rulesetsOf(tag)));
    Integer only = rulesets.size() == 1 ? rulesets.iterator().next() : null;
    String mode = only == null ? null : GameMode.ofId(only).apiName();
    return new PatternTerm(name, traits, tags, mode);
  }

  /** {@code jumps+sharp_angles}, {@code !long_notes}, {@code -} for none. */
  private static List<PatternTerm.Trait> traits(String column) {
    return column.equals("-")
        ? List.of()
        : Arrays.stream(column.split("\\+", -1))
            .map(t -> new PatternTerm.Trait(field(t.replaceFirst("^!", "")), t.startsWith("!")))
            .toList();
  }

  private static MapField field(String trait) {
    return trait.equals(MapFields.CS.name()) ? MapFields.CS : MapFields.pattern(trait);
  }

  private static List<String> list(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  /** Lower case, hyphens as spaces. */
  private static String plain(String phrase) {
    return phrase.toLowerCase(Locale.ROOT).replace('-', ' ').strip();
  }

  public static boolean isFiller(String word) {
    return FILLERS.contains(word);
  }

  public static Optional<double[]> difficulty(String word) {
    return Optional.ofNullable(DIFFICULTIES.get(word));
  }

  /** The pattern that a phrase means. */
  public static Optional<PatternPhrase> pattern(String phrase) {
    return Optional.ofNullable(PATTERNS.get(plain(phrase)));
  }

  /** What a phrase says of the mood or the use of a map. */
  public static Optional<Mood> mood(String phrase) {
    return Optional.ofNullable(MOODS.get(plain(phrase)));
  }

  /** The phrase of the lexicon that a word of another language, or a rarer one, stands for. */
  public static Optional<String> synonym(String word) {
    return Optional.ofNullable(SYNONYMS.get(word.toLowerCase(Locale.ROOT)));
  }

  public static Optional<double[]> length(String word) {
    return Optional.ofNullable(LENGTHS.get(word));
  }

  public static Optional<String> status(String word) {
    return word.equals("graveyarded")
        ? Optional.of("graveyard")
        : STATUSES.contains(word) && !word.equals("wip") ? Optional.of(word) : Optional.empty();
  }

  /** The mode that a word names, if it names one. */
  public static Optional<String> mode(String word) {
    return Optional.ofNullable(MODES.get(word.toLowerCase(Locale.ROOT)));
  }

  /** The tags that a whole tag name, or its part after the slash, names; in any case. */
  public static List<String> tagsNamed(String text) {
    String wanted = plain(text);
    return UserTags.firstOfEachName().values().stream()
        .map(ProcessorConfig.Tag::name)
        .filter(tag ->
            plain(tag).equals(wanted) || plain(tag.substring(tag.indexOf('/') + 1)).equals(wanted))
        .toList();
  }

  /** What orders hits without naming a key: a sort and what it is called. */
  public static Optional<String> superlative(String word) {
    return Optional.ofNullable(
        switch (word) {
          case "longest" -> "length";
          case "shortest" -> "length_asc";
          case "hardest" -> "stars";
          case "easiest" -> "stars_asc";
          case "fastest" -> "bpm";
          case "slowest" -> "bpm_asc";
          case "newest", "latest" -> "year";
          case "oldest" -> "year_asc";
          default -> null;
        });
  }

  /** Everything that a word can mean here: what typos are compared with. */
  public static Stream<String> words() {
    return Stream.of(
            PATTERNS.keySet().stream()
                .filter(p -> !p.contains("/"))
                .flatMap(p -> Stream.of(p.split(" ", -1))),
            DIFFICULTIES.keySet().stream(),
            LENGTHS.keySet().stream(),
            MODES.keySet().stream(),
            STATUSES.stream(),
            MOODS.keySet().stream().flatMap(p -> Stream.of(p.split(" ", -1))),
            Stream.of("without", "similar", "harder", "easier", "faster", "slower"))
        .flatMap(s -> s);
  }

  /** All phrases with a meaning, for suggestions. */
  public static List<String> phrases() {
    return Stream.of(
            PATTERNS.keySet().stream().filter(p -> !p.contains("/")),
            DIFFICULTIES.keySet().stream(),
            LENGTHS.keySet().stream(),
            MOODS.values().stream().map(Mood::name).distinct(),
            Stream.of("osu!", "taiko", "catch", "mania", "4k", "7k", "loved", "unplayed", "fast"))
        .flatMap(s -> s)
        .distinct()
        .toList();
  }

  /** All tags by name. */
  public static List<String> tags() {
    List<String> tags = new ArrayList<>();
    UserTags.firstOfEachName().values().forEach(tag -> tags.add(tag.name()));
    return tags;
  }
}
