package kiai.query;

/**
 * How alike two words are spelled: the Damerau-Levenshtein distance in its restricted form (optimal
 * string alignment: insertions, deletions, substitutions and swaps of neighbours, nothing edited
 * twice), by Unicode code points.
 */
public final class EditDistance {
  private EditDistance() {}

  /** 1 for equal words; 1 less the distance over the length of the shorter word otherwise. */
  public static float likeness(String a, String b) {
    int[] x = a.codePoints().toArray();
    int[] y = b.codePoints().toArray();
    if (x.length == 0 || y.length == 0) {
      return x.length == y.length ? 1 : 0;
    }
    return 1f - (float) distance(x, y) / Math.min(x.length, y.length);
  }

  private static int distance(int[] x, int[] y) {
    int[][] d = new int[x.length + 1][y.length + 1];
    for (int i = 0; i <= x.length; i++) {
      for (int j = 0; j <= y.length; j++) {
        if (i == 0 || j == 0) {
          d[i][j] = Math.max(i, j);
          continue;
        }
        int changed = x[i - 1] == y[j - 1] ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + changed);
        boolean swapped = i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1];
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[x.length][y.length];
  }
}
