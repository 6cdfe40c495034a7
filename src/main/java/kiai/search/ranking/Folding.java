package kiai.search.ranking;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.embeddings.VectorMath;
import kiai.index.IndexSnapshot;
import kiai.search.ranking.Ranking.Candidate;

/**
 * Folds ranked maps: of each set the best difficulty stays, and of maps that are copies of each
 * other the best set. Copies have the same notes, perhaps shifted or at another speed, or vectors
 * that are all but equal.
 */
final class Folding {
  private static final float SAME = 0.995f; // cosine

  private final IndexSnapshot index;
  private final boolean copies;
  private final List<Group> groups = new ArrayList<>();
  private final Map<String, Group> bySet = new HashMap<>();
  private final Map<String, Group> byNotes = new HashMap<>();

  /** What was folded into one map. */
  static final class Group {
    private final Candidate first;
    private final float[] vector;
    private final Set<String> otherSets = new HashSet<>();
    private int sameSet;

    private Group(Candidate first, float[] vector) {
      this.first = first;
      this.vector = vector;
    }

    /** The best one. */
    Candidate first() {
      return first;
    }

    /** Other difficulties of its set. */
    int sameSet() {
      return sameSet;
    }

    /** Sets with a copy of it or of a difficulty of its set. */
    int copies() {
      return otherSets.size();
    }
  }

  /**
   * A folding.
   *
   * @param copies whether copies in other sets are folded too
   */
  Folding(IndexSnapshot index, boolean copies) {
    this.index = index;
    this.copies = copies;
  }

  /**
   * Folds.
   *
   * @param candidates best first
   * @param wanted for so many groups vectors are compared too, which costs a read for each map
   */
  List<Group> fold(List<Candidate> candidates, int wanted) throws IOException {
    for (Candidate c : candidates) {
      Group group = bySet.get(c.setKey());
      if (group == null && copies) {
        group = c.notesKey() == null ? null : byNotes.get(c.notesKey());
      }
      if (group == null) {
        float[] vector = copies && groups.size() < wanted ? index.vector(c.map()) : null;
        group = vector == null ? null : same(vector);
        if (group == null) {
          group = new Group(c, vector);
          groups.add(group);
          remember(c, group);
          continue;
        }
      }
      if (c.setKey().equals(group.first.setKey())) {
        group.sameSet++;
      } else {
        group.otherSets.add(c.setKey());
      }
      remember(c, group);
    }
    return groups;
  }

  private void remember(Candidate c, Group group) {
    bySet.put(c.setKey(), group);
    if (c.notesKey() != null) {
      byNotes.putIfAbsent(c.notesKey(), group);
    }
  }

  private Group same(float[] vector) {
    for (Group group : groups) {
      if (group.vector != null && VectorMath.dot(group.vector, vector) > SAME) {
        return group;
      }
    }
    return null;
  }
}
