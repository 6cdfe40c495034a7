package kiai.sources.lazer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import kiai.TestMaps;
import kiai.sources.lazer.RealmWriter.Column;
import kiai.sources.lazer.RealmWriter.Table;
import kiai.sources.lazer.RealmWriter.ValueType;

/** A data folder of lazer: its store of files, and a database written by Realm's own library. */
public final class LazerFixture implements AutoCloseable {
  private final Path folder;
  private final RealmWriter realm;
  private final boolean old;

  /** A folder of a present version. */
  public LazerFixture(Path folder) throws IOException {
    this(folder, false);
  }

  /**
   * A folder.
   *
   * @param old as versions of 2022 wrote it: no collections, dates, user tags or last plays
   */
  public LazerFixture(Path folder, boolean old) throws IOException {
    this.folder = folder;
    this.old = old;
    Files.createDirectories(folder.resolve("files"));
    Files.writeString(folder.resolve("framework.ini"), "");
    realm = new RealmWriter(folder.resolve("client.realm"), old ? 13 : 52, tables(old));
  }

  private static List<Table> tables(boolean old) {
    List<Column> set =
        new ArrayList<>(
            List.of(
                Column.of("ID", ValueType.UUID),
                Column.of("OnlineID", ValueType.WHOLE),
                Column.of("DateAdded", ValueType.TIME),
                Column.of("DeletePending", ValueType.FLAG),
                Column.maybe("Hash", ValueType.TEXT),
                Column.of("Status", ValueType.WHOLE),
                Column.links("Beatmaps", "Beatmap"),
                Column.links("Files", "RealmNamedFileUsage")));
    List<Column> map =
        new ArrayList<>(
            List.of(
                Column.of("ID", ValueType.UUID),
                Column.maybe("DifficultyName", ValueType.TEXT),
                Column.link("Metadata", "BeatmapMetadata"),
                Column.link("BeatmapSet", "BeatmapSet"),
                Column.of("Status", ValueType.WHOLE),
                Column.of("OnlineID", ValueType.WHOLE),
                Column.of("StarRating", ValueType.DOUBLE),
                Column.maybe("Hash", ValueType.TEXT),
                Column.maybe("MD5Hash", ValueType.TEXT)));
    List<Column> metadata =
        new ArrayList<>(
            List.of(Column.maybe("Title", ValueType.TEXT), Column.link("Author", "RealmUser")));
    List<Table> tables = new ArrayList<>();
    if (!old) {
      set.add(Column.maybe("DateSubmitted", ValueType.TIME));
      set.add(Column.maybe("DateRanked", ValueType.TIME));
      map.add(Column.maybe("LastPlayed", ValueType.TIME));
      map.add(Column.maybe("LastOnlineUpdate", ValueType.TIME));
      metadata.add(Column.texts("UserTags"));
      tables.add(
          new Table(
              "BeatmapCollection",
              false,
              List.of(
                  Column.of("ID", ValueType.UUID),
                  Column.maybe("Name", ValueType.TEXT),
                  Column.texts("BeatmapMD5Hashes"))));
    }
    tables.add(new Table("BeatmapSet", false, List.copyOf(set)));
    tables.add(new Table("Beatmap", false, List.copyOf(map)));
    tables.add(new Table("BeatmapMetadata", false, List.copyOf(metadata)));
    tables.add(
        new Table(
            "RealmNamedFileUsage",
            true,
            List.of(Column.link("File", "File"), Column.maybe("Filename", ValueType.TEXT))));
    tables.add(new Table("File", false, List.of(Column.maybe("Hash", ValueType.TEXT))));
    tables.add(
        new Table(
            "RealmUser",
            true,
            List.of(
                Column.of("OnlineID", ValueType.WHOLE), Column.maybe("Username", ValueType.TEXT))));
    return tables;
  }

  private static String hash(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where the store keeps a content. */
  public Path blob(byte[] content) {
    String name = hash("SHA-256", content);
    return folder.resolve("files/%c/%s/%s".formatted(name.charAt(0), name.substring(0, 2), name));
  }

  private void store(byte[] content) throws IOException {
    Path blob = blob(content);
    Files.createDirectories(blob.getParent());
    Files.write(blob, content);
  }

  /** A set that is being written. */
  public final class Set {
    private final RealmWriter.Row row;
    private final List<RealmWriter.Row> maps = new ArrayList<>();

    private Set(RealmWriter.Row row) {
      this.row = row;
    }

    /** Adds a file of a name to the set and to the store. */
    public Set file(String name, byte[] content) throws IOException {
      store(content);
      RealmWriter.Row stored = realm.row("File").with("Hash", hash("SHA-256", content));
      row.embeddedInList("Files", "RealmNamedFileUsage")
          .with("Filename", name)
          .with("File", stored);
      return this;
    }

    /**
     * Adds a map.
     *
     * @param status lazer's number
     * @param stars below 0 when the client has not rated it
     * @param lastPlayed null for never
     */
    public Set map(
        TestMaps map, int id, int status, double stars, Instant lastPlayed, List<String> userTags)
        throws IOException {
      byte[] content = map.bytes();
      file("Artist - Title (Mapper) [%d].osu".formatted(id), content);
      RealmWriter.Row metadata = realm.row("BeatmapMetadata").with("Title", "a title");
      metadata.embedded("Author", "RealmUser").with("OnlineID", 4_321).with("Username", "Mapper");
      RealmWriter.Row beatmap =
          realm
              .row("Beatmap")
              .with("ID", new UUID(1, id))
              .with("DifficultyName", "Hard")
              .with("Metadata", metadata)
              .with("BeatmapSet", row)
              .with("Status", status)
              .with("OnlineID", id)
              .with("StarRating", stars)
              .with("Hash", hash("SHA-256", content))
              .with("MD5Hash", hash("MD5", content));
      if (!old) {
        metadata.with("UserTags", userTags);
        beatmap.with("LastPlayed", lastPlayed);
        beatmap.with("LastOnlineUpdate", Instant.parse("2021-06-07T00:00:00Z"));
      }
      maps.add(beatmap);
      row.with("Beatmaps", List.of(beatmap));
      return this;
    }
  }

  /** A set. */
  public Set set(int id, boolean deletePending) {
    RealmWriter.Row row =
        realm
            .row("BeatmapSet")
            .with("ID", new UUID(2, id))
            .with("OnlineID", id)
            .with("DateAdded", Instant.parse("2024-01-02T03:04:05Z"))
            .with("DeletePending", deletePending)
            .with("Hash", hash("SHA-256", ("set " + id).getBytes(StandardCharsets.UTF_8)))
            .with("Status", 1);
    if (!old) {
      row.with("DateSubmitted", Instant.parse("2015-02-03T00:00:00Z"));
      row.with("DateRanked", Instant.parse("2016-03-04T00:00:00Z"));
    }
    return new Set(row);
  }

  /** A collection of maps. */
  public void collection(String name, List<TestMaps> maps) {
    realm
        .row("BeatmapCollection")
        .with("ID", new UUID(3, name.hashCode()))
        .with("Name", name)
        .with("BeatmapMD5Hashes", maps.stream().map(map -> hash("MD5", map.bytes())).toList());
  }

  /** Writes what was said so far. */
  public void commit() {
    realm.commit();
  }

  /** Ends writing; what a running game leaves beside its database goes with it. */
  @Override
  public void close() throws IOException {
    realm.close();
    Files.deleteIfExists(folder.resolve("client.realm.lock"));
    Files.deleteIfExists(folder.resolve("client.realm.note"));
  }
}
