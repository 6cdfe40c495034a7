package kiai.sources.lazer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import kiai.input.DamagedFileException;
import kiai.map.Days;
import kiai.map.OsuCodes;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;
import kiai.map.TagVocabulary;

/**
 * What lazer's {@code client.realm} says: the maps of the player's sets with the files beside them,
 * what is known of each, and the collections. Names and meanings of columns are those of lazer's
 * own classes, up to its schema version 52 of 2026; older versions lack some.
 *
 * @param maps those of sets that are not about to be deleted
 * @param collected MD5 sums that its collections hold
 */
record LazerLibrary(List<Entry> maps, Set<String> collected) {
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int LONGEST_NAME = 4_096; // characters
  private static final double MOST_STARS = 1_000;

  /**
   * A map.
   *
   * @param hash SHA-256 of its {@code .osu}, which names the file in the store
   * @param md5 osu!'s identity
   * @param beatmapId null when it has none
   * @param files hashes of the files of its set, by their names in lower case with slashes
   * @param facts what the client knows of it
   */
  record Entry(
      String hash,
      String md5,
      Integer beatmapId,
      Map<String, String> files,
      SourcedMetadata facts) {}

  /**
   * Reads a file.
   *
   * @param source name of the file, which the facts carry
   * @param vocabulary names of osu!'s user tags
   * @throws DamagedFileException saying where it is not what it should be
   */
  static LazerLibrary of(byte[] content, String source, TagVocabulary vocabulary)
      throws DamagedFileException {
    RealmFile realm = RealmFile.of(content);
    if (!realm.has("Beatmap") || !realm.has("BeatmapSet")) {
      throw new DamagedFileException("it is a Realm file, but holds no maps of osu!");
    }
    Map<Long, RealmRow> sets =
        realm.rows(
            "BeatmapSet",
            Set.of("DateSubmitted", "DateRanked", "DeletePending", "Files", "Status"));
    Map<Long, RealmRow> maps =
        realm.rows(
            "Beatmap",
            Set.of(
                "Metadata",
                "BeatmapSet",
                "Status",
                "OnlineID",
                "StarRating",
                "Hash",
                "MD5Hash",
                "LastOnlineUpdate",
                "LastPlayed"));
    Map<Long, RealmRow> metadata = realm.rows("BeatmapMetadata", Set.of("Author", "UserTags"));
    Map<Long, RealmRow> users = realm.rows("RealmUser", Set.of("OnlineID"));
    Map<Long, RealmRow> named = realm.rows("RealmNamedFileUsage", Set.of("File", "Filename"));
    Map<Long, RealmRow> stored = realm.rows("File", Set.of("Hash"));
    Map<String, List<String>> collections = collections(realm);

    Map<Long, Map<String, String>> filesOfSets = new HashMap<>();
    sets.forEach((key, set) -> filesOfSets.put(key, files(set, named, stored)));
    List<Entry> entries = new ArrayList<>();
    for (RealmRow map : maps.values()) {
      RealmRow set = map.link("BeatmapSet", sets);
      String hash = lower(map.text("Hash"));
      String md5 = lower(map.text("MD5Hash"));
      if (set == null
          || set.flag("DeletePending")
          || !SHA256.matcher(hash).matches()
          || !MD5.matcher(md5).matches()) {
        continue;
      }
      RealmRow about = map.link("Metadata", metadata);
      RealmRow author = about == null ? null : about.link("Author", users);
      SourcedMetadata.Builder facts =
          SourcedMetadata.of(source, SourcedMetadata.Kind.CLIENT)
              .put(SourcedField.STATUS, OsuCodes.status(status(map, set), null))
              .stars(stars(map.real("StarRating")), null, null)
              .days(
                  Days.day(set.time("DateSubmitted")),
                  Days.day(set.time("DateRanked")),
                  Days.day(map.time("LastOnlineUpdate")))
              .put(SourcedField.MAPPER_ID, author == null ? null : id(author.whole("OnlineID"), 2))
              .put(SourcedField.TAGS, about == null ? null : tags(about, vocabulary))
              .put(SourcedField.COLLECTIONS, collections.get(md5))
              .put(SourcedField.OWNED, true)
              .put(SourcedField.PLAYED, map.time("LastPlayed") != null)
              .put(SourcedField.LAST_PLAYED, Days.day(map.time("LastPlayed")));
      entries.add(
          new Entry(
              hash,
              md5,
              id(map.whole("OnlineID"), 1),
              filesOfSets.getOrDefault(set.key(), Map.of()),
              facts.build()));
    }
    return new LazerLibrary(List.copyOf(entries), Set.copyOf(collections.keySet()));
  }

  private static String lower(String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  /** Codes of status below graveyard say that the map was changed, or that nothing is known. */
  private static Long status(RealmRow map, RealmRow set) {
    Long own = map.whole("Status");
    return own != null ? own : set.whole("Status");
  }

  private static Double stars(Double rating) {
    return rating != null && rating >= 0 && rating < MOST_STARS ? rating : null;
  }

  private static Integer id(Long id, int least) {
    return id == null || id < least || id > Integer.MAX_VALUE ? null : (Integer) id.intValue();
  }

  private static List<String> tags(RealmRow about, TagVocabulary vocabulary) {
    Set<String> tags = new LinkedHashSet<>();
    for (String said : about.texts("UserTags")) {
      String name = vocabulary.named(said);
      if (name != null) {
        tags.add(name);
      }
    }
    return tags.isEmpty() ? null : List.copyOf(tags);
  }

  private static Map<String, String> files(
      RealmRow set, Map<Long, RealmRow> named, Map<Long, RealmRow> stored) {
    Map<String, String> files = new HashMap<>();
    for (RealmRow usage : set.links("Files", named)) {
      String name = usage.text("Filename");
      RealmRow file = usage.link("File", stored);
      String hash = file == null ? "" : lower(file.text("Hash"));
      if (name != null && name.length() <= LONGEST_NAME && SHA256.matcher(hash).matches()) {
        files.put(name.replace('\\', '/').toLowerCase(Locale.ROOT), hash);
      }
    }
    return Map.copyOf(files);
  }

  /** The names of the collections that hold a map, by MD5. */
  private static Map<String, List<String>> collections(RealmFile realm)
      throws DamagedFileException {
    Map<String, Set<String>> names = new HashMap<>();
    Set<String> wanted = Set.of("Name", "BeatmapMD5Hashes");
    for (RealmRow collection : realm.rows("BeatmapCollection", wanted).values()) {
      String name = collection.text("Name");
      if (name != null && !name.isBlank()) {
        for (String md5 : new HashSet<>(collection.texts("BeatmapMD5Hashes"))) {
          names.computeIfAbsent(lower(md5), _ -> new LinkedHashSet<>()).add(name);
        }
      }
    }
    Map<String, List<String>> lists = new HashMap<>();
    names.forEach((md5, of) -> lists.put(md5, List.copyOf(of)));
    return lists;
  }
}
