package kiai.query.parser;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import kiai.beatmap.GameMode;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.map.Mods;
import kiai.query.Condition;
import kiai.query.Order;
import kiai.query.ParsedQuery;
import kiai.query.PatternTerm;
import kiai.query.Preference;
import kiai.query.Preferences;
import kiai.query.Understanding;
import kiai.query.filter.TextFilters;
import kiai.query.filter.Token;
import kiai.query.lexicon.Lexicon;
import kiai.tokens.MapMetadata;

/** What has been read of a text so far, and the account of it for the one who typed it. */
final class QueryParse {
  private final String text;
  private final TextFilters texts;
  private final List<Condition> filters = new ArrayList<>();
  private final List<Condition> words = new ArrayList<>();
  private final PlainWords plainWords = new PlainWords();
  private final List<Condition> optionalWords = new ArrayList<>();
  private final List<Condition> modWords = new ArrayList<>();
  private final List<Preference> ranges = new ArrayList<>();
  private final List<PatternTerm> wanted = new ArrayList<>();
  private final List<PatternTerm> unwanted = new ArrayList<>();
  private final Set<String> tags = new LinkedHashSet<>();
  private final List<String> shownFilters = new ArrayList<>();
  private final List<String> shownPreferences = new ArrayList<>();
  private final List<String> shownWords = new ArrayList<>();
  private final List<Understanding.Span> spans = new ArrayList<>();
  private final List<Understanding.Correction> corrections = new ArrayList<>();
  private final List<String> hints = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private final Set<MapField> asked = new LinkedHashSet<>();
  private Target last;
  private Target joining;
  private boolean modeFiltered;
  private String like;
  private Double stars;
  private Integer year;
  private String mode;
  private String status;
  private Integer keys;
  private Order order;
  private String orderName;
  private Mods mods = Mods.NONE;
  private boolean moodSaid;

  QueryParse(String text, TextFilters texts) {
    this.text = text;
    this.texts = texts;
  }

  /** What a rule added to, so that an "or" joins like to like. */
  private enum Target {
    FILTERS,
    WORDS
  }

  /** The part of the text that a reading stands on. */
  record Span(int start, int end) {
    static Span of(List<Token> tokens, int from, int count) {
      return new Span(tokens.get(from).start(), tokens.get(from + count - 1).end());
    }

    static Span of(Token token) {
      return new Span(token.start(), token.end());
    }
  }

  private void account(Span span, String kind, String meaning) {
    account(span, kind, meaning, null);
  }

  private void account(Span span, String kind, String meaning, String note) {
    spans.add(
        new Understanding.Span(
            text.substring(span.start(), span.end()),
            span.start(),
            span.end(),
            kind,
            meaning,
            note));
  }

  void filter(Span span, Condition condition, String meaning) {
    if (joins(Target.FILTERS)) {
      join(filters, shownFilters, condition, meaning);
    } else {
      filters.add(condition);
      shownFilters.add(meaning);
    }
    last = Target.FILTERS;
    account(span, "filter", meaning);
  }

  /** "2018 or 2019", "by sotarks or monstrata": the next filter or name joins the last one. */
  boolean or(Span span) {
    if (last == null) {
      return false;
    }
    joining = last;
    account(span, "filler", "or");
    return true;
  }

  private boolean joins(Target target) {
    boolean joins = joining == target;
    joining = null;
    return joins;
  }

  private static void join(
      List<Condition> list, List<String> shown, Condition condition, String meaning) {
    int at = list.size() - 1;
    list.set(at, Condition.any(list.get(at), condition));
    shown.set(at, shown.get(at) + " or " + meaning);
  }

  /** A field that a filter asks: whether the index knows it of any map is looked up later. */
  void asks(MapField field) {
    asked.add(field);
  }

  /** Words in quotation marks: they must stand in a text of a map, whatever else is asked. */
  void quotedWord(Span span, Condition condition, String shown) {
    words.add(condition);
    shownWords.add(shown);
    account(span, "words", shown);
  }

  /** A plain word: beside something that can be measured it raises maps, alone it must be there. */
  void word(Span span, Condition condition, String shown) {
    plainWords.word(new ParsedQuery.Word(shown, condition));
    shownWords.add(shown);
    account(span, "words", shown);
  }

  /** Nothing but signs, such as the dash in "Artist - Title": asked only when nothing else is. */
  void signs(Condition condition, String shown) {
    plainWords.signs(new ParsedQuery.Word(shown, condition));
  }

  /** A name of a mapper or an artist. */
  void name(Span span, Condition condition, String shown, String kind) {
    if (joins(Target.WORDS)) {
      join(words, shownWords, condition, shown);
    } else {
      words.add(condition);
      shownWords.add(shown);
    }
    last = Target.WORDS;
    account(span, kind, shown);
  }

  /**
   * A number that should lie within bounds.
   *
   * @param note a remark for whoever looks closer, empty for none
   */
  void number(Span span, Preference preference, String meaning, String note) {
    ranges.add(preference);
    shownPreferences.add(meaning);
    account(span, "wish", meaning, note.isEmpty() ? null : note);
  }

  /** A pattern that there should be much or little of. */
  void pattern(Span span, PatternTerm term, boolean want) {
    (want ? wanted : unwanted).add(term);
    String meaning = (want ? "lots of " : "few or no ") + term.name();
    shownPreferences.add(meaning);
    if (want) {
      tags.addAll(term.tags());
    }
    account(span, "wish", meaning);
  }

  /** Words that mean a pattern, but may stand in a title too. */
  void optionalWord(Condition condition) {
    optionalWords.add(condition);
  }

  void status(Span span, String wantedStatus) {
    status = wantedStatus;
    asked.add(MapFields.STATUS);
    String meaning = "status " + wantedStatus;
    shownPreferences.add(meaning);
    account(span, "wish", meaning, "where it is known; a .osu does not say");
  }

  void order(Span span, Order newOrder, String name) {
    order = newOrder;
    orderName = name;
    account(span, "sort", "sort=" + name);
  }

  /** Words that say nothing, unless the text has no others. */
  void filler(List<Token> tokens) {
    for (Token token : tokens) {
      account(Span.of(token), "filler", "says nothing");
      texts
          .anywhere(token.value())
          .ifPresent(word -> plainWords.filler(new ParsedQuery.Word(token.text(), word)));
    }
  }

  /** Mods that the map is played with; they change what all numbers of the text mean. */
  void mods(Span span, Mods more) {
    if (mods.excludes(more)) {
      hints.add("%s and %s exclude each other: %s counts".formatted(mods, more, more));
    }
    mods = mods.with(more);
    account(span, "mods", "played with " + more);
    texts.anywhere(text.substring(span.start(), span.end())).ifPresent(modWords::add);
  }

  /** What a text says of the mood or the use of a map. */
  void mood(Span span, Lexicon.Mood mood) {
    ranges.addAll(mood.preferences());
    moodSaid = true;
    String meaning = mood.name() + ": " + mood.why();
    shownPreferences.add(meaning);
    account(span, "wish", meaning);
  }

  void like(Span span, String reference) {
    like = reference;
    account(span, "like", "like " + reference);
  }

  void change(Span span, String change) {
    changes.add(change);
    account(span, "change", change);
  }

  boolean hasReference() {
    return like != null;
  }

  /**
   * Denies what another parse has read.
   *
   * @return false when it read nothing that can be denied
   */
  boolean denies(Span span, QueryParse read) {
    boolean denied = !read.mods.equals(Mods.NONE);
    if (denied) {
      account(span, "filler", "without mods");
    }
    for (int i = 0; i < read.filters.size(); i++) {
      filter(span, Condition.not(read.filters.get(i)), "not " + read.shownFilters.get(i));
      denied = true;
    }
    for (int i = 0; i < read.words.size(); i++) {
      filter(span, Condition.not(read.words.get(i)), "not " + read.shownWords.get(i));
      denied = true;
    }
    for (PatternTerm term : read.wanted) {
      pattern(span, term, false);
      denied = true;
    }
    for (Preference range : read.ranges) {
      filter(span, range.beyond(), "not " + range.name());
      denied = true;
    }
    modeFiltered |= denied && read.modeFiltered;
    return denied;
  }

  /** A parse of the same text that nobody sees, to try a rule. */
  QueryParse trial() {
    return new QueryParse(text, texts);
  }

  /** True when something has been understood, so that a "no" or "or" goes on from it. */
  boolean hasBegun() {
    return !spans.isEmpty();
  }

  void correction(Token token, String to) {
    corrections.add(new Understanding.Correction(token.value(), to, token.start(), token.end()));
  }

  void hint(String hint) {
    hints.add(hint);
  }

  void year(Integer value) {
    year = value;
  }

  void stars(Double value) {
    stars = value;
  }

  /**
   * A ruleset that is demanded.
   *
   * @param value null when it is one that is not wanted, or several
   */
  void mode(String value) {
    mode = value;
    modeFiltered = true;
  }

  /** A filter speaks of rulesets, without demanding one. */
  void mentionsMode() {
    modeFiltered = true;
  }

  void keys(Integer value) {
    keys = value;
  }

  /**
   * A pattern or a mood without a ruleset implies the ruleset of its tags, or else osu!standard.
   */
  private String impliedMode() {
    if (mode != null || modeFiltered || (wanted.isEmpty() && !moodSaid)) {
      return null;
    }
    return wanted.stream()
        .map(PatternTerm::mode)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(GameMode.OSU.apiName());
  }

  /**
   * What was read.
   *
   * @param strict whether plain words must stand in a text of a map whatever else is asked, as they
   *     must beside an example
   */
  ParsedQuery result(boolean strict) {
    String implied = impliedMode();
    if (implied != null) {
      mode = implied;
      shownPreferences.add(implied + " maps first");
    }
    PlainWords.Settled settled =
        plainWords.settle(isSilent() && mods.equals(Mods.NONE), measures(), strict || like != null);
    words.addAll(settled.strict());
    optionalWords.addAll(settled.optional());
    shownWords.addAll(settled.meant());
    play(strict);
    MapMetadata metadata = metadata();
    return new ParsedQuery(
        new ParsedQuery.Matching(
            List.copyOf(filters),
            List.copyOf(words),
            settled.raising(),
            List.copyOf(optionalWords)),
        new Preferences(List.copyOf(ranges), List.copyOf(wanted), List.copyOf(unwanted), implied),
        metadata,
        like == null && changes.isEmpty()
            ? null
            : new ParsedQuery.Reference(like, List.copyOf(changes)),
        order,
        Set.copyOf(asked),
        modeFiltered,
        new Understanding(
            List.copyOf(shownFilters),
            List.copyOf(shownPreferences),
            List.copyOf(shownWords),
            List.copyOf(spans),
            List.copyOf(corrections),
            List.copyOf(hints),
            orderName,
            mods,
            metadata));
  }

  /** Whether nothing was understood that could find or order maps. */
  private boolean isSilent() {
    return filters.isEmpty()
        && words.isEmpty()
        && ranges.isEmpty()
        && wanted.isEmpty()
        && unwanted.isEmpty()
        && status == null
        && order == null
        && like == null
        && changes.isEmpty();
  }

  /** Whether the text says something that can be measured, besides words of names. */
  private boolean measures() {
    return !ranges.isEmpty()
        || !wanted.isEmpty()
        || !unwanted.isEmpty()
        || status != null
        || filters.stream().anyMatch(Condition::measures);
  }

  /** Brings all numbers from the map as it is played to the map as it is. */
  private void play(boolean strict) {
    if (mods.equals(Mods.NONE)) {
      return;
    }
    PlayedWith played = new PlayedWith(mods, mode);
    boolean starsAsked =
        ranges.stream().anyMatch(range -> range.field() == MapFields.STARS) || stars != null;
    for (int i = 0; i < filters.size(); i++) {
      Condition asMap = played.condition(filters.get(i));
      if (!asMap.equals(filters.get(i))) {
        filters.set(i, asMap);
        shownFilters.set(i, shownFilters.get(i) + " +" + mods);
      }
    }
    ranges.replaceAll(played::preference);
    order = order == null ? null : played.order(order);
    if (!mods.isRated() && starsAsked) {
      hints.add(
          "star ratings with %s are not computed: those of the speed alone were compared"
              .formatted(mods));
    }
    if (!mods.equals(Mods.NONE)) {
      stars = null; // the metadata tower knows ratings without mods
    }
    if (isSilent() && !strict) { // beside an example the mods are how that is played
      filters.add(new Condition.Exists(mods.stars()));
      shownFilters.add("rated with " + mods);
      optionalWords.addAll(modWords); // perhaps a song of that name
      hints.add("say also what the map should be like with %s, such as 6 stars".formatted(mods));
    }
  }

  private MapMetadata metadata() {
    return new MapMetadata(
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
  }
}
