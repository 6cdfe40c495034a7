package kiai.index;

import java.util.List;

/**
 * What was damaged in an index when it was opened for writing, and what the repair cost.
 *
 * @param notes one sentence for the user for each damage; empty when everything was whole
 * @param mapsBefore number of maps that the index had when a run last succeeded before the damage;
 *     0 when nothing is missing, or when that number was lost too
 */
public record IndexRepairs(List<String> notes, int mapsBefore) {
  /** Everything was whole. */
  public static final IndexRepairs NONE = new IndexRepairs(List.of(), 0);

  /** Copies the list. */
  public IndexRepairs {
    notes = List.copyOf(notes);
  }
}
