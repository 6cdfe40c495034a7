package kiai.index.lucene.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import kiai.index.IndexSnapshot;
import kiai.index.NameSuggester;
import kiai.map.MapField;
import kiai.map.MapFields;
import org.apache.lucene.search.suggest.InputIterator;
import org.apache.lucene.search.suggest.Lookup;
import org.apache.lucene.search.suggest.analyzing.AnalyzingInfixSuggester;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;

/** All whole names of an index in an index of their own, in memory. */
public final class InMemoryNames implements NameSuggester {
  private final AnalyzingInfixSuggester names;

  private InMemoryNames(AnalyzingInfixSuggester names) {
    this.names = names;
  }

  /** Names of an index and the number of maps that have them. */
  @FunctionalInterface
  public interface Source {
    /** Hands over all whole names of a field. */
    void names(MapField field, IndexSnapshot.NameVisitor visitor) throws IOException;
  }

  /** Takes in all names that are suggested: a few seconds for 250,000 maps. */
  public static InMemoryNames of(Source source) throws IOException {
    List<Name> all = new ArrayList<>();
    for (MapField field : MapFields.all()) {
      if (field.isSuggested()) {
        source.names(field, (text, maps) -> all.add(new Name(text, field.name(), maps)));
      }
    }
    AnalyzingInfixSuggester suggester =
        new AnalyzingInfixSuggester(new ByteBuffersDirectory(), TextAnalysis.analyzer(false));
    suggester.build(new Names(all));
    suggester.refresh();
    return new InMemoryNames(suggester);
  }

  @Override
  public List<Suggested> suggest(String typed, MapField field, int count) throws IOException {
    List<Suggested> found = new ArrayList<>();
    for (Lookup.LookupResult name :
        names.lookup(typed, Set.of(new BytesRef(field.name())), count, true, false)) {
      found.add(new Suggested(name.key.toString(), name.value));
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    names.close();
  }

  private record Name(String text, String field, int maps) {}

  /** Names as the suggester takes them in; the number of maps is their weight. */
  private static final class Names implements InputIterator {
    private final Iterator<Name> names;
    private Name current;

    Names(List<Name> names) {
      this.names = names.iterator();
    }

    @Override
    public long weight() {
      return current.maps();
    }

    @Override
    public BytesRef payload() {
      return null;
    }

    @Override
    public boolean hasPayloads() {
      return false;
    }

    @Override
    public Set<BytesRef> contexts() {
      return Set.of(new BytesRef(current.field()));
    }

    @Override
    public boolean hasContexts() {
      return true;
    }

    @Override
    public BytesRef next() {
      if (!names.hasNext()) {
        return null;
      }
      current = names.next();
      return new BytesRef(current.text());
    }
  }
}
