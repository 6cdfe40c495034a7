package kiai.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import kiai.export.HitFile;
import kiai.search.answer.Hit;
import kiai.sources.stable.CollectionDatabase;
import picocli.CommandLine.Option;

/** Where hits go besides the screen. */
public final class TargetOptions {
  @Option(
      names = "--to",
      arity = "1..2",
      paramLabel = "FILE",
      description = {
        "Also write the hits to a file: FILE.csv, FILE.jsonl, FILE.txt (ids),",
        "FILE.osdb NAME or collection.db NAME. An existing collection.db stays as it is: the",
        "copy with the new collection lies beside it."
      })
  private String[] target;

  @Option(
      names = "--in-place",
      description = "Change an existing collection.db itself; a backup lies beside it.")
  private boolean inPlace;

  public boolean wanted() {
    return target != null;
  }

  /** The second value of --to when its file takes no name: a text that stood behind it. */
  public String strayText() {
    return target != null && target.length > 1 && !takesName() ? target[1] : "";
  }

  private boolean takesName() {
    String lower = target[0].toLowerCase(Locale.ROOT);
    return lower.endsWith(".db") || lower.endsWith(".osdb");
  }

  /** Fails before the search when the hits could not be written after it. */
  public void check() {
    if (target == null) {
      return;
    }
    String lower = target[0].toLowerCase(Locale.ROOT);
    boolean known =
        takesName() || lower.endsWith(".csv") || lower.endsWith(".jsonl") || lower.endsWith(".txt");
    if (!known) {
      throw new FailedException(
          "--to knows .csv, .jsonl, .txt, .osdb and collection.db, not " + target[0]);
    }
    Path folder = Path.of(target[0]).toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new FailedException("there is no folder " + folder);
    }
    if (takesName() && (target.length < 2 || target[1].isBlank())) {
      throw new FailedException("--to " + target[0] + " needs a name for the collection after it");
    }
  }

  /** Writes the hits; answers what was written, for the user. */
  public String write(List<Hit> hits) throws IOException {
    Path file = Path.of(target[0]);
    String lower = target[0].toLowerCase(Locale.ROOT);
    if (lower.endsWith(".db")) {
      return collection(file, hits);
    }
    HitFile form = HitFile.of(lower.substring(lower.lastIndexOf('.') + 1)).orElseThrow();
    String name = target.length > 1 ? target[1] : "";
    Files.write(file, form.bytes(hits, name, true));
    long written =
        lower.endsWith(".txt")
            ? hits.stream().filter(hit -> hit.map().beatmapId() != null).count()
            : hits.size();
    return "%,d maps written to %s".formatted(written, file)
        + (written < hits.size()
            ? "; %,d have no beatmap id".formatted(hits.size() - written)
            : "");
  }

  private String collection(Path file, List<Hit> hits) throws IOException {
    String what = "%,d maps in the collection \"%s\" of ".formatted(hits.size(), target[1]);
    if (!Files.exists(file)) {
      CollectionDatabase.empty().with(target[1], HitFile.md5s(hits)).write(file);
      return what + file;
    }
    String name = file.getFileName().toString().replaceFirst("(?i)\\.db$", "");
    if (inPlace) {
      Path part = file.resolveSibling(name + ".part");
      CollectionDatabase.read(file).with(target[1], HitFile.md5s(hits)).write(part);
      String now =
          LocalDateTime.now(ZoneId.systemDefault())
              .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
      Path backup = file.resolveSibling(name + ".backup-" + now + ".db");
      Files.copy(file, backup, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return what + "%s; the file before it is %s".formatted(file, backup);
    }
    Path copy = file.resolveSibling(name + ".kiai.db");
    // Several searches may fill one copy, as long as osu! has not written its own file since.
    boolean goOn =
        Files.exists(copy)
            && Files.getLastModifiedTime(copy).compareTo(Files.getLastModifiedTime(file)) >= 0;
    CollectionDatabase.read(goOn ? copy : file).with(target[1], HitFile.md5s(hits)).write(copy);
    return what
        + "%s; close osu! and put it in the place of %s (or use --in-place)"
            .formatted(copy, file.getFileName());
  }
}
