package kiai.ingest;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kiai.index.FileState;
import kiai.index.IndexSnapshot;
import kiai.input.SkippedFile;
import kiai.sources.files.PathNames;

/**
 * The folders that an index was made from, as people think of them: the folder of all sets, not
 * each set. An index keeps files alone, so they are told from the paths.
 *
 * @param folders in the order of their paths
 * @param leftOut files, or parts of them, that were left out for their content: the first {@link
 *     #LISTED}
 */
public record IndexedFolders(List<Folder> folders, List<SkippedFile> leftOut) {
  /** How many files that were left out are named. */
  public static final int LISTED = 200;

  private static final int MANY = 4; // folders beside each other that are named as the one above

  /**
   * A folder, with what lies below it.
   *
   * @param path as it can be forgotten by
   * @param files that were read
   * @param maps in them; a map in two files counts twice
   * @param leftOut files or parts of them that were left out for their content
   */
  public record Folder(String path, int files, int maps, int leftOut) {}

  /** A folder of the tree of all paths. */
  private static final class Node {
    private final Map<Path, Node> children = new TreeMap<>();
    private int ownFiles;
    private int files;
    private int maps;
    private int leftOut;

    void add(FileState file) {
      files++;
      maps += file.maps().size() + file.rows().size();
      leftOut += file.skipped().size();
    }
  }

  /** The folders of one state of an index. */
  public static IndexedFolders of(IndexSnapshot index) throws IOException {
    List<FileState> files = new ArrayList<>();
    index.forEachFile(files::add);
    return of(files);
  }

  static IndexedFolders of(List<FileState> files) {
    Node top = new Node();
    List<SkippedFile> leftOut = new ArrayList<>();
    for (FileState file : files) {
      Node node = top;
      for (Path folder : above(file.path())) {
        node = node.children.computeIfAbsent(folder, _ -> new Node());
        node.add(file);
      }
      node.ownFiles++;
      file.skipped().stream().limit(LISTED - leftOut.size()).forEach(leftOut::add);
    }
    List<Folder> folders = new ArrayList<>();
    top.children.forEach((root, inner) -> folders.addAll(below(root, inner)));
    return new IndexedFolders(folders, leftOut);
  }

  /** The folders above a file, from the root on; none for a path of another system. */
  private static List<Path> above(String file) {
    ArrayDeque<Path> all = new ArrayDeque<>();
    try {
      for (Path folder = PathNames.toPath(file).getParent();
          folder != null;
          folder = folder.getParent()) {
        all.addFirst(folder);
      }
    } catch (InvalidPathException e) {
      return List.of();
    }
    return List.copyOf(all);
  }

  private static List<Folder> below(Path path, Node node) {
    long sets = node.children.values().stream().filter(child -> child.ownFiles > 0).count();
    boolean holdsSets = node.children.size() > 1 && 2 * sets > node.children.size();
    boolean isTop = path.getParent() == null; // the root of the file system, or a drive
    if (node.ownFiles > 0 || (holdsSets && !isTop)) {
      return List.of(folder(path, node));
    }
    List<Folder> all = new ArrayList<>();
    node.children.forEach((child, inner) -> all.addAll(below(child, inner)));
    return all.size() > MANY && !isTop ? List.of(folder(path, node)) : all;
  }

  private static Folder folder(Path path, Node node) {
    return new Folder(PathNames.of(path), node.files, node.maps, node.leftOut);
  }
}
