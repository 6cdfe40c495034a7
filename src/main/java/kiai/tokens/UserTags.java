package kiai.tokens;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** osu!'s user tags: ids, names and rulesets, as the website lists them. */
public final class UserTags {
  private static final Map<Integer, ProcessorConfig.Tag> ALL = read();

  private UserTags() {}

  /** All tags by id; seven names exist once per ruleset. */
  public static Map<Integer, ProcessorConfig.Tag> all() {
    return ALL;
  }

  /** The first tag of each name, so that no two tokens are the same (T6). */
  public static Map<Integer, ProcessorConfig.Tag> firstOfEachName() {
    Map<Integer, ProcessorConfig.Tag> first = new LinkedHashMap<>();
    Set<String> names = new HashSet<>();
    ALL.forEach((id, tag) -> {
      if (names.add(tag.name())) {
        first.put(id, tag);
      }
    });
    return first;
  }

  private static Map<Integer, ProcessorConfig.Tag> read() {
    Map<Integer, ProcessorConfig.Tag> tags = new LinkedHashMap<>();
    InputStream resource = UserTags.class.getResourceAsStream("user-tags.tsv");
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("#")) {
          continue;
        }
        int tab = line.indexOf('\t');
        int lastTab = line.lastIndexOf('\t');
        String ruleset = line.substring(lastTab + 1);
        tags.put(
            Integer.valueOf(line.substring(0, tab)),
            new ProcessorConfig.Tag(
                line.substring(tab + 1, lastTab),
                ruleset.isEmpty() ? null : Integer.valueOf(ruleset),
                ""));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return java.util.Collections.unmodifiableMap(tags);
  }
}
