package kiai.index;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.IndexUpgrader;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;

/** Checks and rewrites the files of a generation. */
public final class IndexHealth {
  private IndexHealth() {}

  /** What is wrong with the files of a generation; null when they are whole. */
  public static String problemOf(Path generation) throws IOException {
    try (FSDirectory directory = FSDirectory.open(generation);
        CheckIndex check = new CheckIndex(directory)) {
      check.setInfoStream(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
      CheckIndex.Status status = check.checkIndex();
      return status.clean
          ? null
          : "%d of %d segments are damaged; index the maps again"
              .formatted(status.numBadSegments, status.numSegments);
    } catch (LockObtainFailedException e) {
      return "not checked: another kiai is writing the index";
    }
  }

  /** Rewrites every segment that an older Lucene wrote. */
  public static void upgrade(Path generation) throws IOException {
    try (FSDirectory directory = FSDirectory.open(generation)) {
      new IndexUpgrader(
              directory,
              new IndexWriterConfig(Schema.analyzer(true)).setCodec(Schema.codec()),
              false)
          .upgrade();
    }
  }
}
