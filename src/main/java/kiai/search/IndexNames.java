package kiai.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kiai.index.BeatmapIndex;
import kiai.index.Schema;
import kiai.search.language.Names;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.spell.DirectSpellChecker;
import org.apache.lucene.search.spell.LuceneLevenshteinDistance;
import org.apache.lucene.search.spell.SuggestMode;
import org.apache.lucene.search.spell.SuggestWord;
import org.apache.lucene.util.BytesRef;

/** The words, mappers and artists of one state of an index. */
final class IndexNames implements Names {
  private static final double LIKE_ENOUGH = 0.7;
  private static final float SPELLING_ACCURACY = 0.7f;

  private final BeatmapIndex index;
  private final Map<String, Name> names = new HashMap<>();
  private final DirectSpellChecker spelling = new DirectSpellChecker();

  private IndexNames(BeatmapIndex index) {
    this.index = index;
    spelling.setAccuracy(SPELLING_ACCURACY);
    spelling.setMinQueryLength(4);
  }

  /** Reads the names of an index as it is now. */
  static IndexNames of(BeatmapIndex index) throws IOException {
    IndexNames names = new IndexNames(index);
    index.search(searcher -> {
      // A name of both is more often asked for as a mapper.
      names.read(searcher.getIndexReader(), Schema.ARTIST_NAME, Kind.ARTIST);
      names.read(searcher.getIndexReader(), Schema.CREATOR_NAME, Kind.MAPPER);
      return null;
    });
    return names;
  }

  private void read(IndexReader reader, String field, Kind kind) throws IOException {
    forEach(reader, field, (text, _) -> names.put(key(text), new Name(text, kind)));
  }

  /** Takes a name and the number of maps that have it. */
  interface NameVisitor {
    void visit(String text, int maps) throws IOException;
  }

  /** Hands over all values of a field of names. */
  static void forEach(IndexReader reader, String field, NameVisitor visitor) throws IOException {
    Terms terms = MultiTerms.getTerms(reader, field);
    if (terms == null) {
      return;
    }
    TermsEnum each = terms.iterator();
    for (BytesRef term = each.next(); term != null; term = each.next()) {
      visitor.visit(term.utf8ToString(), each.docFreq());
    }
  }

  private static String key(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean isWord(String word) {
    try {
      return index.search(searcher -> {
        for (String field : Schema.TEXT_WEIGHTS.keySet()) {
          if (searcher.getIndexReader().docFreq(new Term(field, word)) > 0) {
            return true;
          }
        }
        return false;
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<String> likeWord(String word) {
    try {
      return index.search(searcher -> {
        SuggestWord[] words =
            spelling.suggestSimilar(
                new Term(Schema.SPELLING, word),
                1,
                searcher.getIndexReader(),
                SuggestMode.SUGGEST_WHEN_NOT_IN_INDEX);
        return words.length == 0 ? Optional.empty() : Optional.of(words[0].string);
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Name> named(String text) {
    return Optional.ofNullable(names.get(key(text)));
  }

  @Override
  public Optional<Name> likeName(String text, Kind kind) {
    String wanted = key(text);
    LuceneLevenshteinDistance distance = new LuceneLevenshteinDistance();
    return names.entrySet().stream()
        .filter(e -> e.getValue().kind() == kind)
        .filter(e -> Math.abs(e.getKey().length() - wanted.length()) <= 2)
        .map(e -> Map.entry(e.getValue(), distance.getDistance(wanted, e.getKey())))
        .filter(e -> e.getValue() >= LIKE_ENOUGH)
        .max(
            Comparator.comparing((Map.Entry<Name, Float> e) -> e.getValue())
                .thenComparing(e -> e.getKey().text(), Comparator.reverseOrder()))
        .map(Map.Entry::getKey);
  }
}
