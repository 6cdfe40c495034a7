package kiai.compare;

import java.util.List;

/**
 * What was found between the maps of one ruleset.
 *
 * @param mode {@code osu}, {@code taiko}, {@code fruits} or {@code mania}
 * @param mapsA maps of the first set, and its windows
 * @param mapsB maps of the second set, and its windows
 * @param byMaps between the vectors of maps
 * @param byWindows between the vectors of windows; null when a set has none
 * @param halvesByMaps the same between two random halves of the songs of the first set: what to
 *     expect where there is no difference, but of half as many vectors; null when it has fewer than
 *     twenty maps
 * @param halvesByWindows the same by windows
 * @param copies the maps of B that are most like one of A, and what is usual
 * @param selfSimilarity between maps of one song; null when no song is in both sets
 */
public record ModeComparison(
    String mode,
    Size mapsA,
    Size mapsB,
    Distances byMaps,
    Distances byWindows,
    Distances halvesByMaps,
    Distances halvesByWindows,
    Copies copies,
    SelfSimilarityError selfSimilarity) {

  /** Numbers of maps and windows. */
  public record Size(int maps, int windows) {}

  /**
   * Distances between two sets of vectors; NaN, null in JSON, where there are too few.
   *
   * @param vectorsA how many of the first set
   * @param vectorsB how many of the second set
   * @param frechet squared Fréchet distance
   * @param kernel squared maximum mean discrepancy, unbiased
   * @param kernelLow lower end of its 95 % interval
   * @param kernelHigh upper end of it
   * @param precision share of B inside the region that A fills
   * @param recall share of A inside the region that B fills
   */
  public record Distances(
      int vectorsA,
      int vectorsB,
      double frechet,
      double kernel,
      double kernelLow,
      double kernelHigh,
      double precision,
      double recall) {}

  /**
   * Maps that repeat others.
   *
   * @param identicalFiles maps of B whose file is in A, by MD5
   * @param usual the likeness that one in a hundred maps of A has to one of another song in A; NaN,
   *     null in JSON, when A has too few to tell
   * @param shareAbove share of the maps of B above it
   * @param nearest the most alike
   */
  public record Copies(
      int identicalFiles, double usual, double shareAbove, List<Nearest> nearest) {}

  /**
   * A map of B and the one of A that it is most like.
   *
   * @param likeness -1 to 1
   */
  public record Nearest(String map, String md5, String like, String likeMd5, double likeness) {}

  /**
   * Differences of self-similarity between maps of one song.
   *
   * @param pairs each map of B that has windows, with the map of its song in A that is nearest in
   *     stars
   * @param error root of the mean of the squared errors, as Mapperatorinator's script joins them
   */
  public record SelfSimilarityError(int pairs, double error) {}
}
