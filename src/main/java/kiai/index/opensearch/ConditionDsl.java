package kiai.index.opensearch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import kiai.index.lucene.analysis.TextAnalysis;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.Order;

/** Lowers conditions and orders to OpenSearch's query language: the only place that knows both. */
final class ConditionDsl {
  private static final double BETWEEN_FIELDS = 0.1; // a match in a second field counts this much

  private ConditionDsl() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The maps that meet a condition, with its lexical score. */
  static ObjectNode maps(Condition condition) {
    ObjectNode query = object();
    ObjectNode bool = query.putObject("bool");
    bool.putArray("filter").add(term(ClusterSchema.KIND, ClusterSchema.MAP));
    List<Condition> parts =
        condition instanceof Condition.All all ? all.conditions() : List.of(condition);
    parts.forEach(part -> add(bool, part));
    return query;
  }

  /** The maps that meet a condition, of some. */
  static ObjectNode maps(Condition condition, Collection<String> md5s) {
    ObjectNode query = maps(condition);
    ((ArrayNode) query.path("bool").path("filter")).add(ids(md5s));
    return query;
  }

  /** The query of a condition; it may match other documents than maps. */
  static ObjectNode of(Condition condition) {
    return switch (condition) {
      case Condition.All all -> all(all.conditions());
      case Condition.Any any -> any(any.conditions().stream().map(ConditionDsl::of).toList());
      case Condition.Not not -> {
        ObjectNode query = object();
        query.putObject("bool").putArray("must_not").add(of(not.condition()));
        yield query;
      }
      case Condition.Everything _ -> everything();
      case Condition.Range range -> range(range);
      case Condition.Keyword keyword ->
          keyword.prefix()
              ? of("prefix", keyword.field().name(), keyword.value())
              : constant(term(keyword.field().name(), TextAnalysis.clip(keyword.value())), 1);
      case Condition.Text text -> text(text);
      case Condition.Exists exists -> exists(exists.field());
      case Condition.Ids ids -> ids(ids.md5s());
      case Condition.Filter filter -> constant(of(filter.condition()), 0);
      case Condition.Should should -> of(should.condition());
      case Condition.Boost boost -> boosted(of(boost.condition()), boost.factor());
    };
  }

  private static ObjectNode everything() {
    ObjectNode query = object();
    query.putObject("match_all");
    return query;
  }

  private static ObjectNode of(String kind, String field, String value) {
    ObjectNode query = object();
    query.putObject(kind).put(field, value);
    return query;
  }

  /** A term with the score of its rarity. */
  static ObjectNode term(String field, String value) {
    return of("term", field, value);
  }

  private static ObjectNode ids(Collection<String> md5s) {
    ObjectNode query = object();
    ArrayNode values = query.putObject("terms").putArray(ClusterSchema.KEY);
    md5s.forEach(values::add);
    return query;
  }

  /** Texts have no column to ask: their words have. */
  private static ObjectNode exists(MapField field) {
    String name =
        field.type() == MapField.Type.WHOLE_TEXT
            ? field.name() + ClusterSchema.WHOLE_SUFFIX
            : field.name();
    return of("exists", "field", name);
  }

  private static ObjectNode constant(ObjectNode query, double score) {
    ObjectNode constant = object();
    constant.putObject("constant_score").put("boost", score).set("filter", query);
    return constant;
  }

  private static ObjectNode boosted(ObjectNode query, double factor) {
    ObjectNode boosted = object();
    ObjectNode bool = boosted.putObject("bool");
    bool.put("boost", factor);
    bool.putArray("must").add(query);
    return boosted;
  }

  private static ObjectNode all(List<Condition> conditions) {
    ObjectNode query = object();
    ObjectNode bool = query.putObject("bool");
    conditions.forEach(condition -> add(bool, condition));
    if (conditions.stream().allMatch(Condition.Should.class::isInstance)) {
      bool.withArray("filter").add(everything()); // else one of them would have to hold
    }
    return query;
  }

  private static void add(ObjectNode bool, Condition condition) {
    switch (condition) {
      case Condition.Filter filter -> bool.withArray("filter").add(of(filter.condition()));
      case Condition.Should should -> bool.withArray("should").add(of(should.condition()));
      default -> bool.withArray("must").add(of(condition));
    }
  }

  private static ObjectNode any(List<ObjectNode> queries) {
    ObjectNode query = object();
    ObjectNode bool = query.putObject("bool");
    bool.put("minimum_should_match", 1);
    ArrayNode should = bool.putArray("should");
    queries.forEach(should::add);
    return query;
  }

  private static ObjectNode range(Condition.Range range) {
    ObjectNode query = object();
    ObjectNode bounds = query.putObject("range").putObject(range.field().name());
    boolean whole = range.field().type() != MapField.Type.REAL;
    if (!range.field().isNumber()) {
      throw new IllegalArgumentException(range.field() + " holds no numbers");
    }
    // Without bounds every map with a number is meant, as the empty object says too.
    if (range.low() > Double.NEGATIVE_INFINITY) {
      bound(bounds, "gte", whole ? Math.ceil(range.low()) : range.low(), whole);
    }
    if (range.high() < Double.POSITIVE_INFINITY) {
      bound(bounds, "lte", whole ? Math.floor(range.high()) : range.high(), whole);
    }
    return query;
  }

  private static void bound(ObjectNode bounds, String name, double value, boolean whole) {
    if (whole) {
      bounds.put(name, (int) value); // the cast keeps to the bounds of an integer
    } else {
      bounds.put(name, value);
    }
  }

  private static ObjectNode text(Condition.Text text) {
    List<String> words = TextAnalysis.terms(text.text());
    if (words.isEmpty()) {
      String signs = TextAnalysis.sign(text.text());
      return any(
          text.fields().stream()
              .map(field -> term(field.name() + ClusterSchema.SIGNS_SUFFIX, signs))
              .toList());
    }
    return switch (text.match()) {
      case WHOLE -> whole(text.fields(), String.join(" ", words));
      case ANY_WORD ->
          any(words.stream().map(word -> words(text.fields(), List.of(word), false)).toList());
      case ALL_WORDS -> words(text.fields(), words, false);
      case PHRASE -> words(text.fields(), words, true);
    };
  }

  private static ObjectNode whole(List<MapField> fields, String words) {
    List<ObjectNode> whole =
        fields.stream()
            .map(field -> term(field.name() + ClusterSchema.WHOLE_SUFFIX, words))
            .toList();
    return whole.size() == 1 ? whole.getFirst() : any(whole);
  }

  /** In one field, or in the best of several, each with its weight. */
  private static ObjectNode words(List<MapField> fields, List<String> words, boolean phrase) {
    if (fields.size() == 1) {
      return inField(fields.getFirst(), words, phrase);
    }
    ObjectNode query = object();
    ObjectNode best = query.putObject("dis_max");
    best.put("tie_breaker", BETWEEN_FIELDS);
    ArrayNode queries = best.putArray("queries");
    for (MapField field : fields) {
      queries.add(boosted(inField(field, words, phrase), field.textWeight()));
    }
    return query;
  }

  private static ObjectNode inField(MapField field, List<String> words, boolean phrase) {
    // Of longer words the beginning is a term.
    int longest = TextAnalysis.LONGEST_PREFIX;
    List<String> terms =
        words.stream().map(w -> w.length() > longest ? w.substring(0, longest) : w).toList();
    if (terms.size() == 1) {
      return term(field.name(), terms.getFirst());
    }
    if (phrase) {
      return of("match_phrase", field.name(), String.join(" ", terms));
    }
    ObjectNode query = object();
    ArrayNode must = query.putObject("bool").putArray("must");
    terms.forEach(term -> must.add(term(field.name(), term)));
    return query;
  }

  /** The sort of an order: then by set, then by MD5. */
  static ArrayNode sort(Order order) {
    ArrayNode sort = JsonNodeFactory.instance.arrayNode();
    sort.addObject()
        .putObject(order.field().name())
        .put("order", order.ascending() ? "asc" : "desc")
        .put("missing", "_last");
    sort.addObject()
        .putObject(MapFields.SET_KEY.name())
        .put("order", "asc")
        .put("missing", "_first");
    sort.addObject().put(ClusterSchema.KEY, "asc");
    return sort;
  }

  /** Best first, ties by MD5. */
  static ArrayNode byScore() {
    ArrayNode sort = JsonNodeFactory.instance.arrayNode();
    sort.addObject().put("_score", "desc");
    sort.addObject().put(ClusterSchema.KEY, "asc");
    return sort;
  }

  /** By the documents' keys. */
  static ArrayNode byKey() {
    ArrayNode sort = JsonNodeFactory.instance.arrayNode();
    sort.addObject().put(ClusterSchema.KEY, "asc");
    return sort;
  }

  /** The names of fields that a text asks. */
  static List<String> texts() {
    List<String> names = new ArrayList<>();
    MapFields.texts().forEach(field -> names.add(field.name()));
    return names;
  }
}
