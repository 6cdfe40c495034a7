package kiai.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import kiai.json.HitTables;
import kiai.map.MapRecord;
import kiai.search.answer.Hit;
import kiai.sources.stable.CollectionDatabase;

/** File formats for hits that other programs read. */
public enum HitFile {
  /** A collection for osu!stable, which osu!lazer imports too. */
  COLLECTION_DB("collection.db"),
  /** A collection for Collection Manager. */
  OSDB("osdb"),
  /** Beatmap ids, one a line; maps without an id are left out. */
  IDS("txt"),
  /** A table with a header. */
  CSV("csv"),
  /** One hit a line as JSON. */
  JSON_LINES("jsonl");

  private final String ending;

  HitFile(String ending) {
    this.ending = ending;
  }

  /** How such files end, without the dot; {@code collection.db} is a whole name. */
  public String ending() {
    return ending;
  }

  /** The form with an ending; empty for others. */
  public static Optional<HitFile> of(String ending) {
    for (HitFile form : values()) {
      if (form.ending.equals(ending)) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }

  /**
   * The whole of a file.
   *
   * @param name of the collection, where the form has one
   * @param withPaths whether JSON may name paths of this machine
   */
  public byte[] bytes(List<Hit> hits, String name, boolean withPaths) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
      switch (this) {
        case COLLECTION_DB ->
            bytes.writeBytes(CollectionDatabase.empty().with(name, md5s(hits)).bytes());
        case OSDB -> OsdbWriter.write(bytes, name, hits.stream().map(Hit::map).toList());
        case IDS -> {
          for (Hit hit : hits) {
            if (hit.map().beatmapId() != null) {
              out.write(hit.map().beatmapId() + "\n");
            }
          }
        }
        case CSV -> HitTables.csv(hits, out);
        case JSON_LINES -> HitTables.jsonLines(hits, withPaths, out);
      }
    }
    return bytes.toByteArray();
  }

  /** MD5 sums of the maps, for the stable client's collections. */
  public static List<String> md5s(List<Hit> hits) {
    return hits.stream().map(Hit::map).map(MapRecord::md5).toList();
  }
}
