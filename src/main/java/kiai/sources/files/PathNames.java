package kiai.sources.files;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Paths as texts that lead back to the same file. A path is its own text, unless the text loses
 * something: on Unix a name is bytes, and bytes that are no UTF-8 (of a song that was zipped on
 * another system, say) become the same question mark. Such a path is written as a {@code file:}
 * address, in which every byte is kept.
 */
public final class PathNames {
  private static final String ADDRESS = "file:/";

  private PathNames() {}

  /**
   * A path from the root, without {@code .} and {@code ..}. On Unix {@code link/..} is the folder
   * above the link's target, not the one that holds the link.
   */
  public static Path absolute(Path path) {
    Path whole = path.toAbsolutePath();
    if (File.separatorChar != '/') {
      return whole.normalize();
    }
    Path absolute = whole.getRoot();
    for (Path name : whole) {
      if (name.toString().equals("..")) {
        absolute = above(absolute);
      } else if (!name.toString().equals(".")) {
        absolute = absolute.resolve(name);
      }
    }
    return absolute;
  }

  private static Path above(Path path) {
    Path real = path;
    try {
      real = Files.isSymbolicLink(path) ? path.toRealPath() : path;
    } catch (IOException e) {
      // A link to nowhere: as it is written.
    }
    return real.getParent() == null ? real : real.getParent();
  }

  /** The text of an absolute path. */
  public static String of(Path path) {
    String text = path.toString();
    try {
      return Path.of(text).equals(path) ? text : path.toUri().toString();
    } catch (InvalidPathException e) {
      return path.toUri().toString();
    }
  }

  /**
   * The path of a text that {@link #of} wrote.
   *
   * @throws InvalidPathException when this system has no such path, such as one of another system
   */
  public static Path toPath(String text) {
    if (!text.startsWith(ADDRESS)) {
      return Path.of(text);
    }
    try {
      return Path.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      throw new InvalidPathException(text, e.getMessage());
    }
  }
}
