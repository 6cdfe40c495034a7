package kiai.index.lucene;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import kiai.index.IndexSnapshot;
import kiai.index.lucene.analysis.KnownNames;
import kiai.index.lucene.analysis.TextAnalysis;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.IndexVocabulary;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.spell.DirectSpellChecker;
import org.apache.lucene.search.spell.SuggestMode;
import org.apache.lucene.search.spell.SuggestWord;
import org.apache.lucene.util.BytesRef;

/** The words, mappers and artists of one reader; valid for as long as the reader is open. */
final class LuceneVocabulary implements IndexVocabulary {
  private static final float SPELLING_ACCURACY = 0.7f;
  private static final int SHORTEST_TYPO = 4; // characters

  private final IndexReader reader;
  private final KnownNames names;
  private final DirectSpellChecker spelling = new DirectSpellChecker();

  private LuceneVocabulary(IndexReader reader, KnownNames names) {
    this.reader = reader;
    this.names = names;
    spelling.setAccuracy(SPELLING_ACCURACY);
    spelling.setMinQueryLength(SHORTEST_TYPO);
  }

  /** Reads the names of a reader: about 0.1 s for 250,000 maps. */
  static LuceneVocabulary of(IndexReader reader) throws IOException {
    KnownNames names = new KnownNames();
    // A name of both is more often asked for as a mapper.
    forEach(reader, MapFields.ARTIST, (text, _) -> names.add(text, Kind.ARTIST));
    forEach(reader, MapFields.CREATOR, (text, _) -> names.add(text, Kind.MAPPER));
    return new LuceneVocabulary(reader, names);
  }

  /** Hands over all whole names of a field. */
  static void forEach(IndexReader reader, MapField field, IndexSnapshot.NameVisitor visitor)
      throws IOException {
    Terms terms = MultiTerms.getTerms(reader, field.name() + LuceneSchema.NAME_SUFFIX);
    if (terms == null) {
      return;
    }
    TermsEnum each = terms.iterator();
    for (BytesRef term = each.next(); term != null; term = each.next()) {
      visitor.visit(term.utf8ToString(), each.docFreq());
    }
  }

  @Override
  public List<String> terms(String text) {
    return TextAnalysis.terms(text);
  }

  @Override
  public boolean isWord(String word) {
    try {
      for (MapField field : MapFields.texts()) {
        if (reader.docFreq(new Term(field.name(), word)) > 0) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<String> likeWord(String word) {
    try {
      SuggestWord[] words =
          spelling.suggestSimilar(
              new Term(LuceneSchema.SPELLING, word),
              1,
              reader,
              SuggestMode.SUGGEST_WHEN_NOT_IN_INDEX);
      return words.length == 0 ? Optional.empty() : Optional.of(words[0].string);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Name> named(String text) {
    return names.named(text);
  }

  @Override
  public Optional<Name> likeName(String text, Kind kind) {
    return names.like(text, kind);
  }
}
