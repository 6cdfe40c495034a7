package kiai.index.lucene;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;

/**
 * The newest commit that can be read. A commit that failed in its last step, on storage that then
 * also refuses to remove it, leaves a list of segments whose files are gone, beside the commit
 * before, which is whole.
 */
final class Commits {
  private Commits() {}

  /**
   * The directory as it was at its newest readable commit.
   *
   * @throws IOException what the newest commit failed with, when none can be read
   */
  static Directory readable(Directory directory) throws IOException {
    IOException first = null;
    Directory shown = directory;
    while (true) {
      try {
        SegmentInfos.readLatestCommit(shown);
        return shown;
      } catch (CorruptIndexException | EOFException | NoSuchFileException e) {
        first = first == null ? e : first;
      } catch (IndexFormatTooNewException | IndexFormatTooOldException e) {
        if (isWhole(directory)) {
          throw e; // of another version of Lucene indeed
        }
        first = first == null ? e : first;
      }
      List<String> lists = lists(shown);
      if (lists.size() < 2) {
        throw first;
      }
      shown = new Without(shown, lists.getLast());
    }
  }

  /**
   * Lists of segments that are newer than the newest readable commit; to be removed by a repair.
   */
  static List<String> unreadable(Directory directory) throws IOException {
    Set<String> readable = new HashSet<>(lists(readable(directory)));
    return lists(directory).stream().filter(name -> !readable.contains(name)).toList();
  }

  /** Lists of segments of commits before the newest. */
  static List<String> olderLists(Directory directory) throws IOException {
    List<String> lists = lists(directory);
    return lists.subList(0, Math.max(0, lists.size() - 1));
  }

  /** Names of the lists of segments, oldest first. */
  private static List<String> lists(Directory directory) throws IOException {
    return Arrays.stream(directory.listAll())
        .filter(name -> name.matches(IndexFileNames.SEGMENTS + "_[0-9a-z]+"))
        .sorted(Comparator.comparingLong(SegmentInfos::generationFromSegmentsFileName))
        .toList();
  }

  /** Whether the check-sum of every file of Lucene's is right. */
  static boolean isWhole(Directory directory) throws IOException {
    for (String name : directory.listAll()) {
      if (!name.startsWith("_") && !name.startsWith(IndexFileNames.SEGMENTS)) {
        continue;
      }
      try (IndexInput input = directory.openInput(name, IOContext.DEFAULT)) {
        CodecUtil.checksumEntireFile(input);
      } catch (IOException | RuntimeException e) {
        return false;
      }
    }
    return true;
  }

  /** Hides one file. */
  private static final class Without extends FilterDirectory {
    private final String hidden;

    Without(Directory in, String hidden) {
      super(in);
      this.hidden = hidden;
    }

    @Override
    public String[] listAll() throws IOException {
      return Arrays.stream(super.listAll())
          .filter(name -> !name.equals(hidden))
          .toArray(String[]::new);
    }
  }
}
