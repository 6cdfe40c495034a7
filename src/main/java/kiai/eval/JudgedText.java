package kiai.eval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A question in words with the rules that say which maps answer it.
 *
 * @param text as a player asks
 * @param relevant filters that a relevant map meets
 * @param better filters that a better map meets too
 * @param reportedOnly whether it belongs to the half on which nothing may be tuned
 */
record JudgedText(String text, String relevant, String better, boolean reportedOnly) {
  /** The judged questions that Kiai ships with. */
  static List<JudgedText> shipped() throws IOException {
    List<JudgedText> texts = new ArrayList<>();
    InputStream resource = JudgedText.class.getResourceAsStream("judged-texts.tsv");
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#") && !line.isBlank()) {
          String[] columns = line.split("\t", -1);
          texts.add(new JudgedText(columns[0], columns[1], columns[2], columns.length > 3));
        }
      }
    }
    return texts;
  }
}
