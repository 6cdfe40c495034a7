package kiai.eval.set;

import java.util.List;
import java.util.Map;
import kiai.map.MapRecord;
import kiai.tokens.MapMetadata;

/**
 * A map that takes part in an evaluation.
 *
 * @param group maps of one group are about the same song or set; intervals are drawn by group
 * @param heldOut whether no model's training saw its group: only these ask questions
 * @param record what the index knows
 * @param year of submission, from labels or the index; null when unknown
 * @param metadata what the metadata tower may know of it
 * @param judged what people said about how it plays, by table
 * @param keys mania keys, 0 elsewhere
 */
public record EvalMap(
    String group,
    boolean heldOut,
    MapRecord record,
    Integer year,
    MapMetadata metadata,
    Map<String, List<String>> judged,
    int keys) {

  public static EvalMap of(
      String group,
      boolean heldOut,
      MapRecord record,
      MapMetadata metadata,
      Map<String, List<String>> judged) {
    return new EvalMap(group, heldOut, record, metadata.year(), metadata, judged, record.keys());
  }

  public String mode() {
    return record.mode();
  }
}
