package kiai.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.index.Schema;
import kiai.tokens.MapMetadata;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;

/**
 * Reads a search text: filters in osu!'s language, quoted phrases, words with a meaning, and words
 * that are looked for in the names of maps.
 *
 * <ol>
 *   <li>{@code key operator value} becomes a filter; when key or value mean nothing, it stays text.
 *   <li>{@code "…"} must stand in a text field; {@code [name]} in the difficulty name; {@code
 *       -word} must stand nowhere.
 *   <li>Years, key counts, modes, stars, tempo and lengths become filters; adjectives, patterns and
 *       statuses become wishes.
 *   <li>What is left must be found in title, artist, creator, difficulty name, source or tags.
 * </ol>
 */
final class QueryParser {
  /** Longer questions are cut; nobody types this much. */
  static final int MAX_LENGTH = 1_000;

  private static final int MAX_PARTS = 64;
  private static final Pattern PARTS =
      Pattern.compile(
          "(?<exclude>-)?(?<key>[a-zA-Z_]+)(?<op>!=|!:|==|<=|<:|>=|>:|[=:<>])(?<value>\"[^\"]*\"!?|\\S+)"
              + "|(?<notphrase>-)?\"(?<phrase>[^\"]*)\"(?<whole>!)?"
              + "|\\[(?<name>[^\\]]+)\\]"
              + "|(?<word>\\S+)");
  private static final Pattern STARS =
      Pattern.compile("(\\d{1,2}(?:[.,]\\d{1,2})?)(?:\\*|stars?|☆|★)");
  private static final Pattern BPM = Pattern.compile("(\\d{2,3})bpm");
  private static final Pattern KEYS = Pattern.compile("(\\d{1,2})k(?:eys?)?");
  private static final Pattern YEAR = Pattern.compile("(20(?:0[7-9]|1\\d|2[0-6]))");
  private static final Pattern DECADE = Pattern.compile("(20[012]0)s");
  private static final Pattern RANGE =
      Pattern.compile("(\\d{1,4}(?:\\.\\d)?)-(\\d{1,4}(?:\\.\\d)?)(\\*|stars?|bpm|)");
  private static final double STARS_AROUND = 0.5;
  private static final double BPM_AROUND = 5;

  private final List<Query> filters = new ArrayList<>();
  private final List<Query> words = new ArrayList<>();
  private final List<String> patterns = new ArrayList<>();
  private final List<String> unwanted = new ArrayList<>();
  private final List<String> tags = new ArrayList<>();
  private final ObjectNode understood = JsonNodeFactory.instance.objectNode();
  private final ArrayNode shownFilters = understood.putArray("filters");
  private final ArrayNode shownWishes = understood.putArray("wishes");
  private final ArrayNode shownTags = understood.putArray("tags");
  private final ArrayNode shownWords = understood.putArray("words");
  private Lexicon.Band band;
  private Double stars;
  private Integer year;
  private String mode;
  private String status;
  private Integer keys;
  private Sort sort;

  private QueryParser() {}

  /** Reads a text; never fails, since everything can be words. */
  static ParsedQuery parse(String text) {
    QueryParser parser = new QueryParser();
    parser.read(text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH));
    return parser.result();
  }

  private record Part(String text, Matcher match) {}

  private void read(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = PARTS.matcher(text);
    while (matcher.find() && parts.size() < MAX_PARTS) {
      Matcher copy = PARTS.matcher(matcher.group());
      if (copy.matches()) {
        parts.add(new Part(matcher.group(), copy));
      }
    }
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      Matcher m = part.match();
      if (m.group("key") != null) {
        filter(part.text(), m);
      } else if (m.group("phrase") != null) {
        phrase(m.group("phrase"), m.group("notphrase") != null);
      } else if (m.group("name") != null) {
        Filters.of("diff", Filters.Operator.EQUAL, m.group("name"), true, false)
            .ifPresent(q -> addFilter(q, part.text()));
      } else {
        i += word(parts, i);
      }
    }
  }

  private void filter(String written, Matcher m) {
    String key = m.group("key").toLowerCase(Locale.ROOT);
    String value = m.group("value");
    boolean whole = value.endsWith("\"!");
    boolean quoted = value.startsWith("\"") && value.length() > 1;
    String plain = quoted ? value.substring(1, value.lastIndexOf('"')) : value;
    Filters.Operator operator = Filters.operator(m.group("op"));
    Optional<Sort> order =
        key.equals("sort") && operator == Filters.Operator.EQUAL && m.group("exclude") == null
            ? SortOrder.of(plain)
            : Optional.empty();
    if (order.isPresent()) {
      sort = order.get();
      understood.put("sort", plain.toLowerCase(Locale.ROOT));
      return;
    }
    Optional<Query> query = Filters.of(key, operator, plain, quoted, whole);
    if (query.isEmpty()) {
      text(written, false);
      return;
    }
    boolean exclude = m.group("exclude") != null;
    addFilter(exclude ? Filters.not(query.get()) : query.get(), written);
    if (!exclude && operator == Filters.Operator.EQUAL) {
      remember(key, plain);
    }
  }

  /** What a filter demands, the metadata tower should know too. */
  private void remember(String key, String value) {
    switch (key) {
      case "year", "created", "submitted" -> year = wholeNumber(value, 4);
      case "mode" -> mode = Filters.modeOf(value).orElse(null);
      case "keys", "key" -> keys = wholeNumber(value, 2);
      case "stars", "star", "sr" -> stars = number(value);
      default -> {}
    }
  }

  private static Integer wholeNumber(String value, int digits) {
    return value.matches("[0-9]{1," + digits + "}") ? Integer.valueOf(value) : null;
  }

  private static Double number(String value) {
    return value.matches("[0-9]{1,4}([.,][0-9]{1,6})?")
        ? Double.valueOf(value.replace(',', '.'))
        : null;
  }

  private void phrase(String phrase, boolean exclude) {
    Optional<Query> query = Filters.anywhere(phrase, true);
    if (query.isEmpty()) {
      return;
    }
    if (exclude) {
      addFilter(Filters.not(query.get()), "-\"" + phrase + "\"");
    } else {
      words.add(query.get());
      shownWords.add("\"" + phrase + "\"");
    }
  }

  /** Reads a word with those after it that belong to it; answers how many more were used up. */
  private int word(List<Part> parts, int at) {
    String raw = parts.get(at).text();
    String word = raw.toLowerCase(Locale.ROOT);
    String next = at + 1 < parts.size() ? parts.get(at + 1).text().toLowerCase(Locale.ROOT) : "";
    if (word.startsWith("-") && word.length() > 1) {
      exclude(word.substring(1));
      return 0;
    }
    if (word.equals("without") || word.equals("no") || word.equals("not")) {
      Optional<Lexicon.PatternWord> pattern = Lexicon.pattern(next);
      if (pattern.isPresent() && pattern.get().pattern() != null) {
        unwanted.add(pattern.get().pattern());
        shownWishes.add("little " + pattern.get().pattern());
        return 1;
      }
    }
    if ((word.equals("not") || word.equals("no")) && Lexicon.difficulty(next).isPresent()) {
      Lexicon.Band unwantedBand = Lexicon.difficulty(next).get();
      addFilter(
          Filters.not(Filters.range(Schema.STARS, unwantedBand.low(), unwantedBand.high())),
          "not " + next);
      return 1;
    }
    if (List.of("older", "earlier", "newer", "later").contains(word)
        && next.equals("than")
        && at + 2 < parts.size()
        && parts.get(at + 2).text().matches("20\\d\\d")) {
      boolean past = word.equals("older") || word.equals("earlier");
      years(past ? "before" : "after", Integer.parseInt(parts.get(at + 2).text()));
      return 2;
    }
    if (next.matches("20\\d\\d")
        && List.of("before", "after", "since", "until", "in", "from").contains(word)) {
      years(word, Integer.parseInt(next));
      return 1;
    }
    if (word.matches("\\d{1,2}([.,]\\d{1,2})?") && next.matches("stars?|\\*")) {
      starsAround(number(word));
      return 1;
    }
    if (word.matches("\\d{2,3}") && next.equals("bpm")) {
      bpmAround(Integer.parseInt(word));
      return 1;
    }
    if (List.of("around", "about").contains(word) && next.matches("\\d.*")) {
      return 0; // every number of this kind is "around" already
    }
    if (word.equals("by") && !next.isEmpty() && parts.get(at + 1).match().group("word") != null) {
      String name = parts.get(at + 1).text();
      Optional<Query> mapper = Filters.of("creator", Filters.Operator.EQUAL, name, false, false);
      Optional<Query> artist = Filters.of("artist", Filters.Operator.EQUAL, name, false, false);
      if (mapper.isPresent() && artist.isPresent()) {
        addFilter(
            new BooleanQuery.Builder()
                .add(mapper.get(), Occur.SHOULD)
                .add(artist.get(), Occur.SHOULD)
                .build(),
            "by " + name);
        return 1;
      }
    }
    if (!structured(word)) {
      text(raw, raw.matches("[0-9]{3,9}"));
    }
    return 0;
  }

  private void exclude(String word) {
    Optional<Query> query = Filters.anywhere(word, false);
    Optional<Lexicon.PatternWord> pattern = Lexicon.pattern(word);
    if (pattern.isPresent() && pattern.get().pattern() != null) {
      unwanted.add(pattern.get().pattern());
      shownWishes.add("little " + pattern.get().pattern());
    } else {
      query.ifPresent(q -> addFilter(Filters.not(q), "-" + word));
    }
  }

  /** Words that are understood; false when the word is one to be looked for. */
  private boolean structured(String word) {
    if (Lexicon.isFiller(word)) {
      return true;
    }
    Matcher m = YEAR.matcher(word);
    if (m.matches()) {
      years("in", Integer.parseInt(m.group(1)));
      return true;
    }
    m = DECADE.matcher(word);
    if (m.matches()) {
      int from = Integer.parseInt(m.group(1));
      addFilter(
          IntField.newRangeQuery(Schema.YEAR, from, from + 9),
          "year>=%d year<=%d".formatted(from, from + 9));
      return true;
    }
    if (ranges(word)) {
      return true;
    }
    m = KEYS.matcher(word);
    if (m.matches() && Integer.parseInt(m.group(1)) >= 1 && Integer.parseInt(m.group(1)) <= 18) {
      keys = Integer.valueOf(m.group(1));
      mode = "mania";
      addFilter(IntField.newExactQuery(Schema.KEYS, keys), "keys=" + keys);
      addFilter(KeywordField.newExactQuery(Schema.MODE, "mania"), "mode=mania");
      return true;
    }
    m = STARS.matcher(word);
    if (m.matches()) {
      starsAround(number(m.group(1)));
      return true;
    }
    m = BPM.matcher(word);
    if (m.matches()) {
      bpmAround(Integer.parseInt(m.group(1)));
      return true;
    }
    if (List.of("owned", "played", "unplayed").contains(word)) {
      String shown = word.equals("unplayed") ? "played=no" : word + "=yes";
      String[] pair = shown.split("=", 2);
      Filters.of(pair[0], Filters.Operator.EQUAL, pair[1], false, false)
          .ifPresent(query -> addFilter(query, shown));
      return true;
    }
    Optional<String> named = word.matches("\\d") ? Optional.empty() : Filters.modeOf(word);
    if (named.isPresent()) {
      mode = named.get();
      addFilter(KeywordField.newExactQuery(Schema.MODE, mode), "mode=" + mode);
      return true;
    }
    Optional<double[]> length = Lexicon.length(word);
    if (length.isPresent()) {
      addFilter(Filters.range(Schema.LENGTH, length.get()[0], length.get()[1]), word + " (length)");
      return true;
    }
    return wish(word);
  }

  private boolean wish(String word) {
    Optional<Lexicon.Band> difficulty = Lexicon.difficulty(word);
    if (difficulty.isPresent()) {
      band = difficulty.get();
      stars = band.middle();
      shownWishes.add(
          "%s: about %.1f to %.1f stars (for the difficulty of that name write [%s])"
              .formatted(word, band.low(), band.high(), word));
      return true;
    }
    Optional<Lexicon.PatternWord> pattern = Lexicon.pattern(word);
    if (pattern.isPresent()) {
      if (pattern.get().pattern() != null) {
        patterns.add(pattern.get().pattern());
        shownWishes.add("much " + pattern.get().pattern());
      }
      pattern
          .get()
          .tags()
          .forEach(tag -> {
            tags.add(tag);
            shownTags.add(tag);
          });
      return true;
    }
    Optional<String> wanted = Lexicon.status(word);
    wanted.ifPresent(s -> {
      status = s;
      shownWishes.add("status " + s + " (where it is known; a .osu does not say)");
    });
    return wanted.isPresent();
  }

  private void years(String word, int value) {
    switch (word) {
      case "before" ->
          addFilter(IntField.newRangeQuery(Schema.YEAR, 0, value - 1), "year<" + value);
      case "until" -> addFilter(IntField.newRangeQuery(Schema.YEAR, 0, value), "year<=" + value);
      case "after" ->
          addFilter(IntField.newRangeQuery(Schema.YEAR, value + 1, 9999), "year>" + value);
      case "since" -> addFilter(IntField.newRangeQuery(Schema.YEAR, value, 9999), "year>=" + value);
      default -> {
        year = value;
        addFilter(IntField.newExactQuery(Schema.YEAR, value), "year=" + value);
      }
    }
  }

  /** {@code 2016-2018}, {@code 5-6*}, {@code 180-190bpm}. */
  private boolean ranges(String word) {
    Matcher m = RANGE.matcher(word);
    if (!m.matches()) {
      return false;
    }
    String unit = m.group(3);
    double low = number(m.group(1));
    double high = number(m.group(2));
    boolean isYears =
        unit.isEmpty() && YEAR.matcher(m.group(1)).matches() && YEAR.matcher(m.group(2)).matches();
    if (isYears) {
      addFilter(
          IntField.newRangeQuery(Schema.YEAR, (int) low, (int) high),
          "year>=%d year<=%d".formatted((int) low, (int) high));
    } else if (unit.equals("bpm")) {
      addFilter(
          Filters.range(Schema.BPM, low, high),
          "bpm>=%s bpm<=%s".formatted(m.group(1), m.group(2)));
    } else if (!unit.isEmpty()) {
      addFilter(
          Filters.range(Schema.STARS, low, high),
          "stars>=%s stars<=%s".formatted(m.group(1), m.group(2)));
    }
    return isYears || !unit.isEmpty();
  }

  private void starsAround(double value) {
    stars = value;
    addFilter(
        Filters.range(Schema.STARS, value - STARS_AROUND, value + STARS_AROUND),
        String.format(
            Locale.ROOT, "stars>=%.2f stars<=%.2f", value - STARS_AROUND, value + STARS_AROUND));
  }

  private void bpmAround(int value) {
    addFilter(
        Filters.range(Schema.BPM, value - BPM_AROUND, value + BPM_AROUND),
        "bpm>=%d bpm<=%d".formatted((int) (value - BPM_AROUND), (int) (value + BPM_AROUND)));
  }

  private void text(String word, boolean maybeId) {
    Optional<Query> query = Filters.anywhere(word, true); // "re:zero" is one thing
    if (query.isEmpty()) {
      return;
    }
    shownWords.add(word);
    if (!maybeId) {
      words.add(query.get());
      return;
    }
    int id = Integer.parseInt(word);
    words.add(
        new BooleanQuery.Builder()
            .add(query.get(), Occur.SHOULD)
            .add(IntField.newExactQuery(Schema.BEATMAP_ID, id), Occur.SHOULD)
            .add(IntField.newExactQuery(Schema.SET_ID, id), Occur.SHOULD)
            .build());
  }

  private void addFilter(Query query, String shown) {
    filters.add(query);
    shownFilters.add(shown);
  }

  private ParsedQuery result() {
    boolean silent =
        stars == null
            && year == null
            && mode == null
            && status == null
            && keys == null
            && tags.isEmpty();
    MapMetadata metadata =
        silent
            ? MapMetadata.UNKNOWN
            : new MapMetadata(
                stars,
                year,
                mode,
                status,
                null,
                null,
                null,
                null,
                null,
                null,
                keys,
                null,
                null,
                tags.isEmpty() ? null : List.copyOf(tags));
    if (!silent) {
      ObjectNode tower = understood.putObject("metadata");
      tower.put("difficulty", stars);
      tower.put("year", year);
      tower.put("mode", mode);
      tower.put("status", status);
      tower.put("mania_keycount", keys);
    }
    return new ParsedQuery(
        List.copyOf(filters),
        List.copyOf(words),
        new ParsedQuery.Wishes(band, List.copyOf(patterns), List.copyOf(unwanted)),
        metadata,
        sort,
        understood);
  }
}
