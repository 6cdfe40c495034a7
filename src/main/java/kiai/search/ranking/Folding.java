package kiai.search.ranking;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.analysis.NotesKey;
import kiai.embeddings.VectorMath;
import kiai.index.IndexSnapshot;
import kiai.search.ranking.Ranking.Candidate;

/**
 * Folds ranked maps: of each set the best difficulty stays, and of maps that are copies of each
 * other the best set. Copies have all but the same notes, perhaps shifted or at another speed;
 * where the notes are not known, as of imported embeddings, vectors that are all but equal. Vectors
 * alone do not tell: maps that play alike have them nearly equal too.
 */
final class Folding {
  private static final float SAME = 0.995f; // cosine, where the notes of a map are not known

  private final IndexSnapshot index;
  private final boolean copies;
  private final List<Group> groups = new ArrayList<>();
  private final Map<String, Group> bySet = new HashMap<>();

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
   * @param wanted copies are looked for among so many groups; each costs a read
   */
  List<Group> fold(List<Candidate> candidates, int wanted) throws IOException {
    for (Candidate c : candidates) {
      Group group = bySet.get(c.setKey());
      if (group == null && copies && groups.size() < wanted) {
        float[] vector = index.vector(c.map());
        group = copied(c, vector);
        if (group == null) {
          begin(c, vector);
          continue;
        }
      } else if (group == null) {
        begin(c, null);
        continue;
      }
      if (c.setKey().equals(group.first.setKey())) {
        group.sameSet++;
      } else {
        group.otherSets.add(c.setKey());
      }
      bySet.put(c.setKey(), group);
    }
    return groups;
  }

  private Group begin(Candidate c, float[] vector) {
    Group group = new Group(c, vector);
    groups.add(group);
    bySet.put(c.setKey(), group);
    return group;
  }

  private Group copied(Candidate c, float[] vector) {
    for (Group group : groups) {
      String notes = group.first.notesKey();
      boolean same =
          (c.notesKey() != null && notes != null)
              ? NotesKey.areCopies(c.notesKey(), notes)
              : isSame(vector, group.vector);
      if (same) {
        return group;
      }
    }
    return null;
  }

  private static boolean isSame(float[] a, float[] b) {
    return a != null && b != null && VectorMath.dot(a, b) > SAME;
  }
}
