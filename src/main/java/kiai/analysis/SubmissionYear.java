package kiai.analysis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The year in which a set was submitted, estimated from its id: ids are given in order.
 *
 * <p>The first ids of the years are fitted to 13,409 dated sets of public tables by {@code
 * kiai_tools.years}; leave-one-out, 99.9 % of them get their year. A known date always wins over
 * this estimate.
 */
public final class SubmissionYear {
  /** Ids from here on are later than anything the table knows. */
  private static final int FIRST_UNKNOWN_ID = 2_700_000;

  private static final NavigableMap<Integer, Integer> YEARS = read();

  private SubmissionYear() {}

  /** The estimated year; empty for ids that are not those of a submitted set. */
  public static OptionalInt ofSetId(int setId) {
    if (setId < 1 || setId >= FIRST_UNKNOWN_ID) {
      return OptionalInt.empty();
    }
    Map.Entry<Integer, Integer> year = YEARS.floorEntry(setId);
    return year == null ? OptionalInt.empty() : OptionalInt.of(year.getValue());
  }

  private static NavigableMap<Integer, Integer> read() {
    NavigableMap<Integer, Integer> years = new TreeMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                SubmissionYear.class.getResourceAsStream("first-set-ids.tsv"),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#")) {
          String[] columns = line.split("\t", -1);
          years.put(Integer.valueOf(columns[1]), Integer.valueOf(columns[0]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return years;
  }
}
