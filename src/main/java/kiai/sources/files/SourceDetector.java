package kiai.sources.files;

import java.nio.file.Path;
import java.util.Optional;
import kiai.map.TagVocabulary;

/**
 * Recognises one kind of place where maps live. A new kind is one class with this interface and one
 * line in the list of {@link kiai.sources.Dataset}.
 */
@FunctionalInterface
public interface SourceDetector {
  /**
   * What all detectors are told.
   *
   * @param filters which maps of Mapperator datasets take part
   * @param vocabulary names of osu!'s user tags
   */
  record Settings(DatasetFilters filters, TagVocabulary vocabulary) {}

  /**
   * Looks at a place.
   *
   * @param root absolute and normalised
   * @return empty when it is no place of this kind; a place of this kind that is damaged is a
   *     source that says so
   */
  Optional<Source> detect(Path root, Settings settings);
}
