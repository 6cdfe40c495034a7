package kiai.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import kiai.beatmap.GameMode;

/**
 * The maps of both sets as points, a field for each ruleset: the plane of the two directions in
 * which the vectors of both sets together vary most (principal components). An SVG document.
 */
public final class ComparisonPicture {
  private static final int SIDE = 420;
  private static final int MARGIN = 24;
  private static final int HEAD = 64;
  private static final int MOST = 1_500; // points of a set in a field
  private static final long SEED = 20_071_006;
  // Told apart by people who do not see red and green alike, and in grey.
  private static final String COLOUR_A = "#5b7fa8";
  private static final String COLOUR_B = "#e8871e";

  private ComparisonPicture() {}

  /** The picture of two sets. */
  public static String of(ComparedSet a, ComparedSet b) {
    List<String> fields = new ArrayList<>();
    for (String mode : GameMode.apiNames()) {
      List<ComparedMap> mapsA = a.ofMode(mode).maps();
      List<ComparedMap> mapsB = b.ofMode(mode).maps();
      if (!mapsA.isEmpty() && !mapsB.isEmpty()) {
        fields.add(field(mode, mapsA, mapsB, fields.size()));
      }
    }
    int width = MARGIN + Math.max(1, fields.size()) * (SIDE + MARGIN);
    int height = HEAD + SIDE + 2 * MARGIN;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif">
    <rect width="100%%" height="100%%" fill="#ffffff"/>
    <g font-size="15" fill="#222222">
    <circle cx="%d" cy="26" r="5" fill="%s"/><text x="%d" y="31">A: %s</text>
    <circle cx="%d" cy="48" r="5" fill="%s"/><text x="%d" y="53">B: %s</text>
    </g>
    %s</svg>
    """
        .formatted(
            width,
            height,
            MARGIN + 5,
            COLOUR_A,
            MARGIN + 18,
            escaped(a.name()),
            MARGIN + 5,
            COLOUR_B,
            MARGIN + 18,
            escaped(b.name()),
            String.join("", fields));
  }

  private static String field(String mode, List<ComparedMap> a, List<ComparedMap> b, int number) {
    Random random = new Random(SEED);
    float[][] someA = Sample.ofMaps(a).atMost(MOST, random).vectors();
    float[][] someB = Sample.ofMaps(b).atMost(MOST, random).vectors();
    float[][] all = Arrays.copyOf(someA, someA.length + someB.length);
    System.arraycopy(someB, 0, all, someA.length, someB.length);
    double[][] plane = Principal.plane(all);
    double reach = 1e-9; // one scale for both directions, so that distances can be compared
    for (double[] point : plane) {
      reach = Math.max(reach, Math.max(Math.abs(point[0]), Math.abs(point[1])));
    }
    int left = MARGIN + number * (SIDE + MARGIN);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#f6f7f9\" stroke=\"#c8ccd2\"/>%n"
            .formatted(left, HEAD, SIDE, SIDE));
    svg.append(
        "<text x=\"%d\" y=\"%d\" font-size=\"13\" fill=\"#222222\">%s: %,d of A, %,d of B</text>%n"
            .formatted(left, HEAD + SIDE + 18, mode, a.size(), b.size()));
    for (int i = 0; i < plane.length; i++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\" fill-opacity=\".6\"/>%n",
              left + SIDE * (0.5 + 0.48 * plane[i][0] / reach),
              HEAD + SIDE * (0.5 - 0.48 * plane[i][1] / reach),
              i < someA.length ? COLOUR_A : COLOUR_B));
    }
    return svg.toString();
  }

  private static String escaped(String text) {
    // Neither what XML forbids, nor marks that turn the direction of writing.
    return text.replaceAll(
            "[^\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]|\\p{Cf}|\\p{Cc}", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;");
  }
}
