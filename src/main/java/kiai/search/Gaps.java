package kiai.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kiai.index.Schema;
import kiai.search.language.ParsedQuery;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** What a question asks that an index knows of no map, said as hints. */
final class Gaps {
  /** Keys whose data come from sources besides the files. */
  private static final Map<String, String> SOURCED = new LinkedHashMap<>();

  static {
    SOURCED.put("status", Schema.STATUS);
    SOURCED.put("played", Schema.PLAYED);
    SOURCED.put("lastplayed", Schema.LAST_PLAYED);
    SOURCED.put("ranked", Schema.RANKED);
    SOURCED.put("updated", Schema.UPDATED);
    SOURCED.put("favourites", Schema.FAVOURITES);
    SOURCED.put("plays", Schema.PLAYS);
    SOURCED.put("mapperid", Schema.MAPPER_ID);
    SOURCED.put("genre", Schema.GENRE);
    SOURCED.put("language", Schema.LANGUAGE);
    SOURCED.put("collection", Schema.COLLECTION);
  }

  private Gaps() {}

  /** The understood part of an answer with hints about what is missing. */
  static ObjectNode hinted(IndexSearcher searcher, ParsedQuery query, int total)
      throws IOException {
    ObjectNode understood = query.understood().deepCopy();
    ArrayNode hints = understood.withArray("hints");
    for (Map.Entry<String, String> key : SOURCED.entrySet()) {
      if (query.keys().contains(key.getKey())
          && searcher.count(new FieldExistsQuery(key.getValue())) == 0) {
        hints.add(
            "no source told this index %s of any map (kiai index takes osu!.db and tables)"
                .formatted(key.getKey()));
      }
    }
    for (ParsedQuery.KindWish kind : query.wishes().wanted()) {
      if (isUnknown(searcher, kind)) {
        hints.add(
            "nothing here measures %s, and nobody tagged maps of this index so"
                .formatted(kind.name()));
      }
    }
    if (total == 0 && query.words().size() > 1) {
      words(searcher, query, understood, hints);
    }
    return understood;
  }

  /** True when neither patterns nor tags of the index tell of a kind of play. */
  static boolean isUnknown(IndexSearcher searcher, ParsedQuery.KindWish kind) throws IOException {
    if (!kind.traits().isEmpty()) {
      return false;
    }
    BooleanQuery.Builder tagged = new BooleanQuery.Builder();
    for (String tag : kind.tags()) {
      tagged.add(KeywordField.newExactQuery(Schema.TAG, tag), Occur.SHOULD);
      tagged.add(KeywordField.newExactQuery(Schema.DERIVED_TAG, tag), Occur.SHOULD);
    }
    return searcher.count(tagged.build()) == 0;
  }

  /** Which of the words no map has. */
  private static void words(
      IndexSearcher searcher, ParsedQuery query, ObjectNode understood, ArrayNode hints)
      throws IOException {
    List<Query> words = query.words();
    for (int i = 0; i < words.size() && i < understood.path("words").size(); i++) {
      Query one =
          new BooleanQuery.Builder()
              .add(new TermQuery(new Term(Schema.TYPE, Schema.MAP)), Occur.FILTER)
              .add(words.get(i), Occur.FILTER)
              .build();
      if (searcher.count(one) == 0) {
        hints.add("no map has the word %s".formatted(understood.path("words").get(i).asText()));
      }
    }
  }
}
