package kiai.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import kiai.tokens.MapMetadata;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;

/**
 * A text as it was understood.
 *
 * @param filters all must match
 * @param words must match in some text field; they also give the lexical score
 * @param wishes what should come first without being demanded
 * @param metadata the same for the metadata tower; {@link MapMetadata#UNKNOWN} when nothing is said
 * @param sort order of the hits, null when the best come first
 * @param understood for the user
 */
record ParsedQuery(
    List<Query> filters,
    List<Query> words,
    Wishes wishes,
    MapMetadata metadata,
    Sort sort,
    ObjectNode understood) {

  /**
   * What should come first.
   *
   * @param band star ratings, null when none are wished
   * @param patterns names of patterns that there should be much of
   * @param unwanted names of patterns that there should be little of
   */
  record Wishes(Lexicon.Band band, List<String> patterns, List<String> unwanted) {
    static final Wishes NONE = new Wishes(null, List.of(), List.of());

    boolean isEmpty() {
      return band == null && patterns.isEmpty() && unwanted.isEmpty();
    }
  }

  static final ParsedQuery EMPTY =
      new ParsedQuery(
          List.of(),
          List.of(),
          Wishes.NONE,
          MapMetadata.UNKNOWN,
          null,
          JsonNodeFactory.instance.objectNode());
}
