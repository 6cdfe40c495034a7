package kiai.query.parser;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import kiai.beatmap.GameMode;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.Order;
import kiai.query.ParsedQuery;
import kiai.query.PatternTerm;
import kiai.query.Preference;
import kiai.query.Preferences;
import kiai.query.Understanding;
import kiai.tokens.MapMetadata;

/** What has been read of a text so far, and the account of it for the one who typed it. */
final class QueryParse {
  private final String text;
  private final List<Condition> filters = new ArrayList<>();
  private final List<Condition> words = new ArrayList<>();
  private final List<Condition> optionalWords = new ArrayList<>();
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

  QueryParse(String text) {
    this.text = text;
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

  void word(Span span, Condition condition, String shown) {
    words.add(condition);
    shownWords.add(shown);
    account(span, "words", shown);
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

  void filler(Span span) {
    account(span, "filler", "says nothing");
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

  /** A parse of the same text that nobody sees, to try a rule. */
  QueryParse trial() {
    return new QueryParse(text);
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

  /** A pattern word without a ruleset implies the ruleset of its tags, or else osu!standard. */
  private String impliedMode() {
    if (mode != null || modeFiltered || wanted.isEmpty()) {
      return null;
    }
    return wanted.stream()
        .map(PatternTerm::mode)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(GameMode.OSU.apiName());
  }

  ParsedQuery result() {
    String implied = impliedMode();
    if (implied != null) {
      mode = implied;
      shownPreferences.add(implied + " maps first");
    }
    MapMetadata metadata = metadata();
    return new ParsedQuery(
        new ParsedQuery.Matching(
            List.copyOf(filters), List.copyOf(words), List.copyOf(optionalWords)),
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
            metadata));
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
