package kiai.analysis;

/**
 * A tag that the patterns of a map suggest, in osu!'s own names.
 *
 * @param tag name of a user tag
 * @param confidence probability that people would give it, 0 to 1
 */
public record DerivedTag(String tag, double confidence) {}
