package kiai.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kiai.beatmap.GameMode;
import kiai.index.BeatmapRecord;
import kiai.index.MapDocuments;
import kiai.index.Schema;
import kiai.search.language.ParsedQuery;
import kiai.search.language.QueryLanguage;
import org.apache.lucene.document.IntField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;

/** Finds the one map that somebody names. */
final class MapFinder {
  private static final int LOOKED_AT = 64;

  private MapFinder() {}

  /** A map and its document. */
  record Found(int doc, BeatmapRecord map) {}

  /** All documents of maps. */
  static Query maps() {
    return new TermQuery(new Term(Schema.TYPE, Schema.MAP));
  }

  /** A map by its id or MD5; of several with one id the one with most objects. */
  static Optional<Found> byId(IndexSearcher searcher, String idOrMd5) throws IOException {
    String key = idOrMd5.toLowerCase(Locale.ROOT);
    if (key.matches("[0-9a-f]{32}")) {
      return largest(searcher, new TermQuery(new Term(Schema.MD5, key)));
    }
    return key.matches("[0-9]{1,9}")
        ? largest(searcher, IntField.newExactQuery(Schema.BEATMAP_ID, Integer.parseInt(key)))
        : Optional.empty();
  }

  /**
   * A map by its id, its set's id, or the words of its name, of which all must match.
   *
   * @param mode that is preferred, null when none is named
   */
  static Optional<Found> named(
      IndexSearcher searcher, String text, String mode, QueryLanguage language) throws IOException {
    String id = QueryLanguage.idOf(text).orElse(text);
    Optional<Found> byId = byId(searcher, id);
    if (byId.isPresent()) {
      return byId;
    }
    if (id.matches("[0-9]{1,9}")) {
      Optional<Found> ofSet =
          largest(searcher, IntField.newExactQuery(Schema.SET_ID, Integer.parseInt(id)));
      if (ofSet.isPresent()) {
        return ofSet;
      }
    }
    ParsedQuery words = language.words(text);
    if (words.words().isEmpty()) {
      return Optional.empty();
    }
    List<Found> found = new ArrayList<>();
    for (ScoreDoc hit :
        searcher.search(TextRanking.matches(words, List.of()), LOOKED_AT).scoreDocs) {
      found.add(new Found(hit.doc, record(searcher, hit.doc)));
    }
    // Who names no mode means osu!, if it has such a map; of the best set the hardest difficulty.
    String wanted = mode == null ? GameMode.OSU.apiName() : mode;
    return found.stream()
        .filter(f -> f.map().mode().equals(wanted))
        .findFirst()
        .or(() -> found.stream().findFirst())
        .flatMap(first ->
            found.stream()
                .filter(f -> f.map().setKey().equals(first.map().setKey()))
                .filter(f -> f.map().mode().equals(first.map().mode()))
                .max(Comparator.comparingDouble(f -> stars(f.map()))));
  }

  private static double stars(BeatmapRecord map) {
    return map.stars() == null ? 0 : map.stars();
  }

  private static Optional<Found> largest(IndexSearcher searcher, Query named) throws IOException {
    Query query =
        new BooleanQuery.Builder().add(maps(), Occur.FILTER).add(named, Occur.FILTER).build();
    Found best = null;
    for (ScoreDoc hit : searcher.search(query, LOOKED_AT).scoreDocs) {
      BeatmapRecord map = record(searcher, hit.doc);
      if (best == null
          || map.objects() > best.map().objects()
          || (map.objects() == best.map().objects() && map.md5().compareTo(best.map().md5()) < 0)) {
        best = new Found(hit.doc, map);
      }
    }
    return Optional.ofNullable(best);
  }

  static BeatmapRecord record(IndexSearcher searcher, int doc) throws IOException {
    return MapDocuments.record(searcher.storedFields().document(doc, Set.of(Schema.RECORD)));
  }
}
