package kiai.sources.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;

/**
 * Finds the files that hold maps below some roots: {@code .osu}, {@code .osz}, {@code .olz} and
 * {@code .zip}. Links are followed; loops, unreadable folders and missing roots are reported and
 * the walk goes on.
 */
public final class FileWalker {
  private final InputLimits limits;

  /** A walker with its limits. */
  public FileWalker(InputLimits limits) {
    this.limits = limits;
  }

  /** Hands over each file once, even when roots overlap. */
  public void walk(List<Path> roots, Consumer<SourceFile> files, Consumer<SkippedFile> skipped) {
    Set<Path> seen = new HashSet<>();
    roots.forEach(root -> walk(Source.Walk.of(root), seen, files, skipped));
  }

  static boolean holdsMaps(Path file) {
    String name = String.valueOf(file.getFileName());
    return SourceFile.isBeatmap(name) || SourceFile.isArchive(name);
  }

  /**
   * Hands over each file of a folder once.
   *
   * @param seen files that were handed over before
   */
  public void walk(
      Source.Walk walk, Set<Path> seen, Consumer<SourceFile> files, Consumer<SkippedFile> skipped) {
    Path start = PathNames.absolute(walk.root());
    if (!Files.exists(start)) {
      skipped.accept(SkippedFile.passing(start.toString(), "there is no such file or folder"));
      return;
    }
    try {
      Files.walkFileTree(
          start,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          limits.maxDepth(),
          new Visitor(seen, walk.wanted(), files, skipped));
    } catch (IOException e) {
      skipped.accept(
          SkippedFile.passing(start.toString(), "the walk broke off: " + e.getMessage()));
    }
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Set<Path> seen;
    private final Predicate<Path> wanted;
    private final Consumer<SourceFile> files;
    private final Consumer<SkippedFile> skipped;

    Visitor(
        Set<Path> seen,
        Predicate<Path> wanted,
        Consumer<SourceFile> files,
        Consumer<SkippedFile> skipped) {
      this.seen = seen;
      this.wanted = wanted;
      this.files = files;
      this.skipped = skipped;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isSymbolicLink()) { // links are followed, so its target is not there
        skipped.accept(SkippedFile.passing(file.toString(), "a link that leads nowhere"));
        return FileVisitResult.CONTINUE;
      }
      if (attributes.isDirectory()) { // the walk ends at this depth
        skipped.accept(SkippedFile.passing(file.toString(), "the folder lies too deep"));
        return FileVisitResult.CONTINUE;
      }
      boolean holdsMaps = wanted.test(file);
      if (holdsMaps && !attributes.isRegularFile()) {
        skipped.accept(new SkippedFile(file.toString(), "not a regular file"));
      } else if (holdsMaps && seen.add(file)) {
        files.accept(
            new SourceFile(
                file,
                attributes.size(),
                attributes.lastModifiedTime().toMillis(),
                SourceFile.changed(file)));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      String reason =
          switch (e) {
            case FileSystemLoopException _ -> "a link that leads back into its own folder";
            case AccessDeniedException _ -> "may not be read";
            case NoSuchFileException _ -> "a link that leads nowhere";
            default -> "cannot be read: " + e.getMessage();
          };
      skipped.accept(SkippedFile.passing(file.toString(), reason));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) {
      if (e != null) {
        skipped.accept(
            SkippedFile.passing(directory.toString(), "cannot be listed whole: " + e.getMessage()));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
