package kiai.tokens;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import kiai.map.TagVocabulary;

/** osu!'s user tags: ids, names and rulesets, as the website lists them. */
public final class UserTags {
  private static final Map<Integer, ProcessorConfig.Tag> ALL = read();

  private static final Map<String, String> BY_WORDS = byWords();

  private UserTags() {}

  /** The tags for sources of metadata, which name them by id, by name or in OMDB's words. */
  public static TagVocabulary vocabulary() {
    return new TagVocabulary() {
      @Override
      public String of(int id) {
        ProcessorConfig.Tag tag = ALL.get(id);
        return tag == null ? null : tag.name();
      }

      @Override
      public String named(String text) {
        return BY_WORDS.get(text.strip().toLowerCase(Locale.ROOT));
      }
    };
  }

  /**
   * Tags by their whole name, by the name without category, and by OMDB's order of words, which
   * says "jump aim" for aim/jump. A name that two categories share means neither.
   */
  private static Map<String, String> byWords() {
    Map<String, String> words = new HashMap<>();
    Map<String, Set<String>> leaves = new HashMap<>();
    for (ProcessorConfig.Tag tag : ALL.values()) {
      String lower = tag.name().toLowerCase(Locale.ROOT);
      words.put(lower, tag.name());
      int slash = lower.indexOf('/');
      String category = lower.substring(0, Math.max(0, slash));
      String leaf = lower.substring(slash + 1);
      leaves.computeIfAbsent(leaf, _ -> new HashSet<>()).add(tag.name());
      leaves.computeIfAbsent(leaf + " " + category, _ -> new HashSet<>()).add(tag.name());
    }
    leaves.forEach((leaf, names) -> {
      if (names.size() == 1) {
        words.putIfAbsent(leaf, names.iterator().next());
      }
    });
    return words;
  }

  /** All tags by id; seven names exist once per ruleset. */
  public static Map<Integer, ProcessorConfig.Tag> all() {
    return ALL;
  }

  /** The id of a tag for a mode; seven names have one in each. 0 for unknown names. */
  public static int idOf(String name, int mode) {
    int found = 0;
    for (Map.Entry<Integer, ProcessorConfig.Tag> tag : ALL.entrySet()) {
      if (tag.getValue().name().equals(name)) {
        Integer ruleset = tag.getValue().rulesetId();
        if (ruleset == null || ruleset == mode) {
          return tag.getKey();
        }
        found = tag.getKey();
      }
    }
    return found;
  }

  /** The ids of the modes that have a tag of this name; empty for unknown names. */
  public static Set<Integer> rulesetsOf(String name) {
    Set<Integer> rulesets = new HashSet<>();
    for (ProcessorConfig.Tag tag : ALL.values()) {
      if (tag.name().equals(name)) {
        rulesets.addAll(tag.rulesetId() == null ? Set.of(0, 1, 2, 3) : Set.of(tag.rulesetId()));
      }
    }
    return rulesets;
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
