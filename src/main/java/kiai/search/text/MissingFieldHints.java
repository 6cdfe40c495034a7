package kiai.search.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kiai.index.IndexSnapshot;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.ParsedQuery;
import kiai.query.PatternTerm;

/** Hints for fields, patterns and words that no map of an index has. */
public final class MissingFieldHints {
  private MissingFieldHints() {}

  /**
   * The hints for a question.
   *
   * @param total how many maps it matches
   */
  public static List<String> of(IndexSnapshot index, ParsedQuery query, int total)
      throws IOException {
    List<String> hints = new ArrayList<>();
    for (MapField field : MapFields.all()) {
      if (query.asked().contains(field)) {
        missing(index, field, hints);
      }
    }
    for (PatternTerm term : query.preferences().wanted()) {
      if (isUnknown(index, term)) {
        hints.add(
            "nothing here measures %s, and nobody tagged maps of this index so"
                .formatted(term.name()));
      }
    }
    List<Condition> words = query.matching().words();
    if (total == 0) {
      for (int i = 0; i < words.size(); i++) {
        if (index.count(words.get(i)) == 0) {
          hints.add("no map has %s".formatted(query.understanding().words().get(i)));
        }
      }
    }
    return hints;
  }

  private static void missing(IndexSnapshot index, MapField field, List<String> hints)
      throws IOException {
    boolean old = field.since() > index.manifest().schema();
    if ((old || field.isSourced()) && index.count(new Condition.Exists(field)) == 0) {
      hints.add(
          old
              ? "this index was made before Kiai knew %s; kiai index brings it forward"
                  .formatted(field.key())
              : "no source told this index %s of any map (kiai index takes osu!.db and tables)"
                  .formatted(field.key()));
    }
  }

  /** True when no map of the index has the numbers or the tags that measure a pattern. */
  public static boolean isUnknown(IndexSnapshot index, PatternTerm term) throws IOException {
    if (!term.traits().isEmpty()) {
      return false;
    }
    List<Condition> tagged = new ArrayList<>();
    for (String tag : term.tags()) {
      tagged.add(new Condition.Keyword(MapFields.TAGS, tag));
      tagged.add(new Condition.Keyword(MapFields.DERIVED_TAGS, tag));
    }
    return index.count(new Condition.Any(tagged)) == 0;
  }
}
