package kiai.index;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import kiai.map.MapField;
import kiai.map.MapRecord;
import kiai.query.Condition;
import kiai.query.IndexVocabulary;
import kiai.query.Order;

/**
 * One unchanging state of an index: one question is answered from one snapshot. Threads may share
 * it. Every back end passes the same contract tests.
 */
public interface IndexSnapshot extends Closeable {
  /** Changes with every change of the index; caches use it as a part of their keys. */
  String version();

  /** What made the index. */
  IndexManifest manifest();

  /** Number of maps, windows and files, and bytes. */
  IndexSizes sizes() throws IOException;

  /** Number of maps that meet a condition. */
  int count(Condition condition) throws IOException;

  /** The first maps of those that meet a condition, in an order. */
  List<MapRef> top(Condition condition, Order order, int count) throws IOException;

  /** The maps with the highest lexical scores of those that meet a condition, best first. */
  List<MapRef> best(Condition condition, int count) throws IOException;

  /**
   * The nearest maps. With a vector, never fewer than {@link CandidateRequest#count}, or than meet
   * the filter: what the graph loses is made up with other matches.
   */
  Set<MapRef> candidates(CandidateRequest request) throws IOException;

  /**
   * Up to so many matches a question may {@link #scan}; with more of them it answers from
   * candidates. A remote back end has to fetch what is scanned.
   */
  int scanLimit();

  /**
   * Visits every map that meets a condition.
   *
   * @param lexical whether the cursor gives lexical scores
   */
  void scan(Condition condition, boolean lexical, Deadline deadline, MapCursor.Visitor visitor)
      throws IOException;

  /**
   * Visits those of some maps that meet a condition.
   *
   * @param lexical whether the cursor gives lexical scores
   */
  void visit(
      Condition condition,
      Collection<? extends MapRef> maps,
      boolean lexical,
      Deadline deadline,
      MapCursor.Visitor visitor)
      throws IOException;

  /** What can be fetched of maps before it is asked for. */
  enum Part {
    /** Records, map vectors and label profiles. */
    RECORDS,
    /** Vectors of windows. */
    WINDOWS,
    /** The files that hold them. */
    FILES
  }

  /**
   * Says that something of each of some maps will be asked for: a remote back end fetches it in one
   * request. A local one has nothing to do.
   */
  default void prefetch(Collection<? extends MapRef> maps, Part part) throws IOException {}

  /** All maps, in no order that means anything. */
  default List<MapRef> all() throws IOException {
    return best(new Condition.Everything(), Integer.MAX_VALUE);
  }

  /** The map with an MD5. */
  Optional<MapRef> find(String md5) throws IOException;

  /** What is known of a map. */
  MapRecord record(MapRef map) throws IOException;

  /** Vector of a map, of length 1; null when it has none. */
  float[] vector(MapRef map) throws IOException;

  /** Vectors of a map's windows, each of length 1; no rows when it has none. */
  float[][] windows(MapRef map) throws IOException;

  /** Label profile of a map, of length 1; no numbers when it has none. */
  float[] labels(MapRef map) throws IOException;

  /** Whether a map's song went into its vectors. */
  boolean audioEmbedded(MapRef map) throws IOException;

  /** The words and names of the index; kept for as long as the index is the same. */
  IndexVocabulary vocabulary() throws IOException;

  /** Takes a name and the number of maps that have it. */
  @FunctionalInterface
  interface NameVisitor {
    /** Takes a name. */
    void visit(String name, int maps) throws IOException;
  }

  /** Hands over all whole names of a field that is {@link MapField#isSuggested}, in their order. */
  void names(MapField field, NameVisitor visitor) throws IOException;

  /** Suggests names by their beginnings; made from all names, which takes a while. */
  NameSuggester suggester() throws IOException;

  /** Hands over what is known of every map. */
  void forEachMap(Consumer<MapRecord> maps) throws IOException;

  /** Takes a map's MD5 and its vector. */
  @FunctionalInterface
  interface VectorVisitor {
    /** Takes a vector of length 1. */
    void visit(String md5, float[] vector);
  }

  /** Hands over the vectors of all maps that have one. */
  void forEachVector(VectorVisitor vectors) throws IOException;

  /** Hands over every source file as it was when it was read. */
  void forEachFile(Consumer<FileState> files) throws IOException;

  /** The files that hold a map, in the order of their paths. */
  List<FileState> filesOf(String md5) throws IOException;

  /** A side file of the generation, such as the explorer's projection; empty when there is none. */
  Optional<InputStream> attachment(String name) throws IOException;
}
