package kiai.search.language;

import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kiai.analysis.MapPatterns;
import kiai.index.Schema;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;

/**
 * The filter language that players know from osu!: {@code key operator value}, with osu!lazer's
 * keys, tolerances and units, {@code !=} and a leading {@code -} for exclusion.
 */
public final class Filters {
  private static final double SETTING_TOLERANCE = 0.05;
  private static final double BPM_TOLERANCE = 0.5;
  private static final double PERCENT_TOLERANCE = 0.5;
  private static final double SHARE_TOLERANCE = 0.005;
  private static final double PATTERN_TOLERANCE = 0.05;
  private static final String NUMBER = "a number, or two with a dash";
  private static final String WHOLE = "a whole number, several with commas, or two with a dash";
  private static final String DATE = "a date such as 2015, 2015-03 or 2015-03-21";
  private static final String YES_OR_NO = "yes or no";
  private static final String TEXT = "a name, with = or !=";

  /** The value of a filter. */
  private record Value(String text, boolean quoted, boolean whole) {}

  private interface Reader {
    Optional<Query> read(Operator operator, Value value);
  }

  /**
   * A key of the language.
   *
   * @param name as it is suggested
   * @param expects what may stand after the operator, for people
   */
  public record Key(String name, String expects) {}

  private record Entry(Key key, Reader reader) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * The language's filters.
   *
   * @param clock tells how long ago "a month ago" is
   */
  public Filters(Clock clock) {
    numbers();
    dates(clock);
    names();
    for (MapPatterns.Pattern p : MapPatterns.Pattern.values()) {
      // Keys of osu!'s own language keep their meaning.
      entries.putIfAbsent(p.key(), pattern(p));
    }
  }

  private void numbers() {
    put(NUMBER, (o, v) -> NumberFilters.stars(Schema.STARS, o, v.text()), "stars", "star", "sr");
    put(NUMBER, (o, v) -> NumberFilters.stars(Schema.STARS_DOUBLE_TIME, o, v.text()), "stars_dt");
    put(NUMBER, (o, v) -> NumberFilters.stars(Schema.STARS_HALF_TIME, o, v.text()), "stars_ht");
    decimal(Schema.AR, SETTING_TOLERANCE, "ar");
    decimal(Schema.CS, SETTING_TOLERANCE, "cs");
    decimal(Schema.OD, SETTING_TOLERANCE, "od");
    decimal(Schema.HP, SETTING_TOLERANCE, "hp", "dr");
    decimal(Schema.BPM, BPM_TOLERANCE, "bpm");
    put(
        "a share such as 40%",
        (o, v) ->
            NumberFilters.decimal(
                Schema.LONG_NOTE_PERCENT, o, v.text().replace("%", ""), PERCENT_TOLERANCE),
        "ln",
        "lns");
    put(
        "a length such as 90, 1:30 or 1m30s",
        (o, v) -> NumberFilters.length(o, v.text()),
        "length");
    whole(Schema.KEYS, "keys", "key");
    whole(Schema.CIRCLES, "circles");
    whole(Schema.SLIDERS, "sliders");
    whole(Schema.SPINNERS, "spinners");
    whole(Schema.OBJECTS, "objects");
    whole(Schema.FAVOURITES, "favourites", "favorites");
    whole(Schema.PLAYS, "plays", "playcount");
    whole(Schema.MAPPER_ID, "mapperid", "creatorid");
    whole(Schema.BEATMAP_ID, "id");
    whole(Schema.SET_ID, "setid");
  }

  private void dates(Clock clock) {
    put("a year such as 2015", (o, v) -> DateFilters.year(o, v.text()), "year");
    put(DATE, (o, v) -> DateFilters.submitted(o, v.text()), "created", "submitted");
    put(DATE, (o, v) -> DateFilters.day(Schema.RANKED, o, v.text()), "ranked");
    put(DATE, (o, v) -> DateFilters.day(Schema.UPDATED, o, v.text()), "updated");
    put(
        "how long ago, such as 1y2M or 30d with < or >, or a date",
        (o, v) -> DateFilters.ago(Schema.LAST_PLAYED, o, v.text(), clock),
        "lastplayed");
  }

  private void names() {
    put(
        "osu, taiko, catch or mania, with = or !=",
        (o, v) ->
            o.isEquality()
                ? Lexicon.mode(v.text()).map(m -> KeywordField.newExactQuery(Schema.MODE, m))
                : Optional.empty(),
        "mode",
        "m");
    put(
        "ranked, approved, qualified, loved, pending, wip or graveyard",
        (o, v) -> TextFilters.status(o, v.text()),
        "status");
    words(Schema.CREATOR, "mapper", "creator", "author");
    words(Schema.ARTIST, "artist");
    words(Schema.TITLE, "title");
    words(Schema.DIFFICULTY_NAME, "diff", "difficulty", "version");
    words(Schema.SOURCE, "source");
    put("a user tag, with = or !=", (o, v) -> TextFilters.tag(o, v.text(), v.quoted()), "tag");
    put(TEXT, (o, v) -> TextFilters.exact(Schema.GENRE, o, lower(v)), "genre");
    put(TEXT, (o, v) -> TextFilters.exact(Schema.LANGUAGE, o, lower(v)), "language");
    put(TEXT, (o, v) -> TextFilters.exact(Schema.COLLECTION, o, v.text()), "collection");
    put(YES_OR_NO, (o, v) -> TextFilters.yesOrNo(Schema.OWNED, o, v.text()), "owned");
    put(YES_OR_NO, (o, v) -> TextFilters.yesOrNo(Schema.PLAYED, o, v.text()), "played");
    put(YES_OR_NO, (o, v) -> TextFilters.yesOrNo(Schema.HEARD, o, v.text()), "heard");
  }

  private static String lower(Value value) {
    return value.text().toLowerCase(java.util.Locale.ROOT);
  }

  private void put(String expects, Reader reader, String... names) {
    for (String name : names) {
      entries.put(name, new Entry(new Key(names[0], expects), reader));
    }
  }

  private void decimal(String field, double tolerance, String... names) {
    put(NUMBER, (o, v) -> NumberFilters.decimal(field, o, v.text(), tolerance), names);
  }

  private void whole(String field, String... names) {
    put(WHOLE, (o, v) -> NumberFilters.whole(field, o, v.text()), names);
  }

  private void words(String field, String... names) {
    put(TEXT, (o, v) -> TextFilters.words(field, o, v.text(), v.quoted(), v.whole()), names);
  }

  /** A share or number of {@link MapPatterns}, by its name; shares also as {@code 40%}. */
  private static Entry pattern(MapPatterns.Pattern pattern) {
    String field = Schema.PATTERN_PREFIX + pattern.key();
    double tolerance = pattern.isShare() ? SHARE_TOLERANCE : PATTERN_TOLERANCE;
    String expects = pattern.isShare() ? "a share such as 40%" : NUMBER;
    return new Entry(
        new Key(pattern.key(), expects),
        (o, v) -> NumberFilters.share(field, o, v.text(), tolerance, pattern.isShare()));
  }

  /**
   * The query of a filter; empty when key or value mean nothing, so that the words stay words.
   *
   * @param key in lower case
   * @param quoted whether the value stood in quotation marks
   * @param whole whether it must be the whole of the field
   */
  Optional<Query> of(String key, Operator operator, String value, boolean quoted, boolean whole) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    Optional<Query> positive = entry.reader().read(operator, new Value(value, quoted, whole));
    return operator == Operator.NOT_EQUAL ? positive.map(Filters::not) : positive;
  }

  /** The key that a word names, whatever its value. */
  Optional<Key> key(String name) {
    return Optional.ofNullable(entries.get(name)).map(Entry::key);
  }

  /** All keys under their first names. */
  public List<Key> keys() {
    return entries.values().stream().map(Entry::key).distinct().toList();
  }

  /** Everything but what a query matches. */
  public static Query not(Query query) {
    return new BooleanQuery.Builder()
        .add(MatchAllDocsQuery.INSTANCE, Occur.MUST)
        .add(query, Occur.MUST_NOT)
        .build();
  }

  /** What any of several queries matches. */
  static Query any(Query... queries) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    Arrays.stream(queries).forEach(q -> any.add(q, Occur.SHOULD));
    return any.build();
  }
}
