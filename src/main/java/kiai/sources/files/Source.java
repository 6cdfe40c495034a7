package kiai.sources.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import kiai.input.SkippedFile;
import kiai.map.MetadataSource;

/**
 * The contents of one root: where its map files are, what it says about maps, and its tables of
 * ready embeddings. Made by a {@link SourceDetector}.
 *
 * @param walks folders and files in which map files are looked for
 * @param listed map files that a list of the place names
 * @param listedRoots folders of these lists, below which pruning may forget files that are gone
 * @param tables parquet tables of ready embeddings
 * @param metadata what is known of maps besides their files
 * @param skipped what of it could not be read
 * @param notes what the user should know about it, one sentence each
 */
public record Source(
    List<Walk> walks,
    List<SourceFile> listed,
    List<Path> listedRoots,
    List<Path> tables,
    List<MetadataSource> metadata,
    List<SkippedFile> skipped,
    List<String> notes) {

  /**
   * A folder or file to look in.
   *
   * @param wanted which files may hold maps
   */
  public record Walk(Path root, Predicate<Path> wanted) {
    /** Looks for {@code .osu}, {@code .osz}, {@code .olz} and {@code .zip}. */
    public static Walk of(Path root) {
      return new Walk(root, FileWalker::holdsMaps);
    }
  }

  /** Gathers the parts of a source. */
  public static final class Builder {
    private final List<Walk> walks = new ArrayList<>();
    private final List<SourceFile> listed = new ArrayList<>();
    private final List<Path> listedRoots = new ArrayList<>();
    private final List<Path> tables = new ArrayList<>();
    private final List<MetadataSource> metadata = new ArrayList<>();
    private final List<SkippedFile> skipped = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** A folder or file to look in. */
    public Builder walk(Walk walk) {
      walks.add(walk);
      return this;
    }

    /** A map file. */
    public Builder list(SourceFile file) {
      listed.add(file);
      return this;
    }

    /** The folder of a list of map files. */
    public Builder listedRoot(Path root) {
      listedRoots.add(root);
      return this;
    }

    /** A table of ready embeddings. */
    public Builder table(Path table) {
      tables.add(table);
      return this;
    }

    /** Something that knows maps. */
    public Builder metadata(MetadataSource source) {
      metadata.add(source);
      return this;
    }

    /** Something that could not be read. */
    public Builder skip(SkippedFile file) {
      skipped.add(file);
      return this;
    }

    /** A sentence for the user. */
    public Builder note(String note) {
      notes.add(note);
      return this;
    }

    /** The source. */
    public Source build() {
      return new Source(
          List.copyOf(walks),
          List.copyOf(listed),
          List.copyOf(listedRoots),
          List.copyOf(tables),
          List.copyOf(metadata),
          List.copyOf(skipped),
          List.copyOf(notes));
    }
  }
}
