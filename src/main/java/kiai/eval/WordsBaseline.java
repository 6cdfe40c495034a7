package kiai.eval;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.MapRef;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.query.Condition;
import kiai.query.ParsedQuery;

/** What the search engine alone finds: any of the words, best first, one map of each set. */
final class WordsBaseline {
  private static final int LOOKED_AT = 1_000;

  private WordsBaseline() {}

  static List<MapRecord> search(LiveIndex index, String words, int count) throws IOException {
    Set<String> sets = new HashSet<>();
    List<MapRecord> first = new ArrayList<>();
    Condition any = new Condition.Text(MapFields.texts(), words, Condition.Match.ANY_WORD);
    for (MapRecord map : found(index, any, LOOKED_AT)) {
      if (first.size() < count && sets.add(map.setKey())) {
        first.add(map);
      }
    }
    return first;
  }

  /** Every map that meets the filters of a query. */
  static List<MapRecord> matching(LiveIndex index, ParsedQuery query) throws IOException {
    return found(index, new Condition.All(query.matching().filters()), Integer.MAX_VALUE);
  }

  private static List<MapRecord> found(LiveIndex index, Condition condition, int count)
      throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      List<MapRecord> maps = new ArrayList<>();
      for (MapRef ref : snapshot.best(condition, count)) {
        maps.add(snapshot.record(ref));
      }
      return maps;
    }
  }
}
