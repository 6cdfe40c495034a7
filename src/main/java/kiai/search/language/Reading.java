package kiai.search.language;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import kiai.beatmap.GameMode;
import kiai.tokens.MapMetadata;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;

/** What has been read of a text so far, and the account of it for the user. */
final class Reading {
  private final String text;
  private final List<Query> filters = new ArrayList<>();
  private final List<Query> words = new ArrayList<>();
  private final List<Query> likelyWords = new ArrayList<>();
  private final List<ParsedQuery.NumberWish> ranges = new ArrayList<>();
  private final List<ParsedQuery.KindWish> wanted = new ArrayList<>();
  private final List<ParsedQuery.KindWish> unwanted = new ArrayList<>();
  private final Set<String> tags = new LinkedHashSet<>();
  private final ObjectNode understood = JsonNodeFactory.instance.objectNode();
  private final ArrayNode shownFilters = understood.putArray("filters");
  private final ArrayNode shownWishes = understood.putArray("wishes");
  private final ArrayNode shownTags = understood.putArray("tags");
  private final ArrayNode shownWords = understood.putArray("words");
  private final ArrayNode chips = understood.putArray("chips");
  private final ArrayNode corrections = understood.putArray("corrections");
  private final ArrayNode hints = understood.putArray("hints");
  private final List<String> changes = new ArrayList<>();
  private final Set<String> asked = new LinkedHashSet<>();
  private Target last;
  private Target joining;
  private boolean modeFiltered;
  private String like;
  private Double stars;
  private Integer year;
  private String mode;
  private String status;
  private Integer keys;
  private Sort sort;

  Reading(String text) {
    this.text = text;
  }

  /** What a reading added to, so that an "or" joins like to like. */
  private enum Target {
    FILTERS,
    WORDS
  }

  /** The pieces that a reading stands on; they become one chip. */
  record Span(int start, int end) {
    static Span of(List<Piece> pieces, int from, int count) {
      return new Span(pieces.get(from).start(), pieces.get(from + count - 1).end());
    }

    static Span of(Piece piece) {
      return new Span(piece.start(), piece.end());
    }
  }

  private void chip(Span span, String kind, String meaning) {
    chip(span, kind, meaning, "");
  }

  private void chip(Span span, String kind, String meaning, String note) {
    ObjectNode chip = chips.addObject();
    if (!note.isEmpty()) {
      chip.put("note", note);
    }
    chip.put("text", text.substring(span.start(), span.end()))
        .put("start", span.start())
        .put("end", span.end())
        .put("kind", kind)
        .put("meaning", meaning);
  }

  void filter(Span span, Query query, String meaning) {
    if (joins(Target.FILTERS)) {
      join(filters, shownFilters, query, meaning);
    } else {
      filters.add(query);
      shownFilters.add(meaning);
    }
    last = Target.FILTERS;
    chip(span, "filter", meaning);
  }

  /** "2018 or 2019", "by sotarks or monstrata": the next filter or name joins the last one. */
  boolean or(Span span) {
    if (last == null) {
      return false;
    }
    joining = last;
    chip(span, "filler", "or");
    return true;
  }

  private boolean joins(Target target) {
    boolean joins = joining == target;
    joining = null;
    return joins;
  }

  private static void join(List<Query> list, ArrayNode shown, Query query, String meaning) {
    int at = list.size() - 1;
    list.set(at, Filters.any(list.get(at), query));
    shown.set(shown.size() - 1, shown.get(shown.size() - 1).asText() + " or " + meaning);
  }

  /** A key that a filter names: whether the index knows it of any map is asked later. */
  void asks(String key) {
    asked.add(key);
  }

  void word(Span span, Query query, String shown) {
    words.add(query);
    shownWords.add(shown);
    chip(span, "words", shown);
  }

  /** A name of a mapper or an artist. */
  void name(Span span, Query query, String shown, String kind) {
    if (joins(Target.WORDS)) {
      join(words, shownWords, query, shown);
    } else {
      words.add(query);
      shownWords.add(shown);
    }
    last = Target.WORDS;
    chip(span, kind, shown);
  }

  /**
   * A number that should lie within bounds.
   *
   * @param note a remark for whoever looks closer, empty for none
   */
  void number(Span span, ParsedQuery.NumberWish wish, String meaning, String note) {
    ranges.add(wish);
    shownWishes.add(meaning);
    chip(span, "wish", meaning, note);
  }

  void kind(Span span, ParsedQuery.KindWish wish, boolean want) {
    (want ? wanted : unwanted).add(wish);
    String meaning = (want ? "lots of " : "few or no ") + wish.name();
    shownWishes.add(meaning);
    if (want) {
      wish.tags()
          .forEach(tag -> {
            if (tags.add(tag)) {
              shownTags.add(tag);
            }
          });
    }
    chip(span, "wish", meaning);
  }

  /** The words of a kind may stand in a title too. */
  void maybeWord(Query query) {
    likelyWords.add(query);
  }

  void wantStatus(Span span, String wanted) {
    status = wanted;
    asked.add("status");
    String meaning = "status " + wanted;
    shownWishes.add(meaning);
    chip(span, "wish", meaning, "where it is known; a .osu does not say");
  }

  void sort(Span span, Sort order, String name) {
    sort = order;
    understood.put("sort", name);
    chip(span, "sort", "sort=" + name);
  }

  void filler(Span span) {
    chip(span, "filler", "says nothing");
  }

  void like(Span span, String reference) {
    like = reference;
    chip(span, "like", "like " + reference);
  }

  void change(Span span, String change) {
    changes.add(change);
    chip(span, "change", change);
  }

  boolean hasReference() {
    return like != null;
  }

  /** An account of the same text that nobody sees, to try a rule. */
  Reading trial() {
    return new Reading(text);
  }

  /** True when something has been understood, so that a "no" or "or" goes on from it. */
  boolean hasBegun() {
    return !chips.isEmpty();
  }

  void correction(Piece piece, String to) {
    corrections
        .addObject()
        .put("from", piece.value())
        .put("to", to)
        .put("start", piece.start())
        .put("end", piece.end());
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
   * A mode that is demanded.
   *
   * @param value null when it is one that is not wanted, or several
   */
  void mode(String value) {
    mode = value;
    modeFiltered = true;
  }

  /** A filter speaks of modes, without demanding one. */
  void mentionsMode() {
    modeFiltered = true;
  }

  void keys(Integer value) {
    keys = value;
  }

  /**
   * Kinds of play are told of osu! maps unless their tags are of another mode; who means another
   * one says so.
   */
  private String likelyMode() {
    if (mode != null || modeFiltered || wanted.isEmpty()) {
      return null;
    }
    return wanted.stream()
        .map(ParsedQuery.KindWish::mode)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(GameMode.OSU.apiName());
  }

  ParsedQuery result() {
    String likelyMode = likelyMode();
    if (likelyMode != null) {
      mode = likelyMode;
      shownWishes.add(likelyMode + " maps first");
    }
    boolean silent =
        stars == null
            && year == null
            && mode == null
            && status == null
            && keys == null
            && tags.isEmpty();
    MapMetadata metadata = silent ? MapMetadata.UNKNOWN : metadata();
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
        List.copyOf(likelyWords),
        new ParsedQuery.Wishes(
            List.copyOf(ranges), List.copyOf(wanted), List.copyOf(unwanted), likelyMode),
        metadata,
        like == null && changes.isEmpty()
            ? null
            : new ParsedQuery.Reference(like, List.copyOf(changes)),
        sort,
        Set.copyOf(asked),
        modeFiltered,
        understood);
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
