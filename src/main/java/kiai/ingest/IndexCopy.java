package kiai.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kiai.embeddings.MapEmbedding;
import kiai.explorer.MapProjection;
import kiai.index.FileState;
import kiai.index.Generations;
import kiai.index.IndexContents;
import kiai.index.IndexManifest;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.index.LiveIndex;
import kiai.index.MapRef;
import kiai.map.MapFields;
import kiai.map.MapRecord;

/**
 * Brings an index to another place, such as from a folder to a cluster or back, with its vectors:
 * nothing is embedded again. Copied maps take the place of those that are there; what the source
 * does not have is taken out. It may be broken off and run again.
 */
public final class IndexCopy {
  private static final int AT_ONCE = 200; // maps that are fetched together
  private static final int BETWEEN_COMMITS = 20_000; // maps

  private final Generations from;
  private final Generations to;
  private final IndexProgress progress;

  /** A copy of one index into another. */
  public IndexCopy(Generations from, Generations to, IndexProgress progress) {
    this.from = from;
    this.to = to;
    this.progress = progress;
  }

  /**
   * Copies.
   *
   * @return number of maps that the copy has
   * @throws IOException when there is nothing to copy, its schema is older than this program's, or
   *     one of the places fails
   */
  public int run() throws IOException {
    try (LiveIndex live = from.openLive();
        IndexSnapshot source = live.snapshot()) {
      IndexManifest manifest = source.manifest();
      if (manifest.schema() != MapFields.SCHEMA_VERSION) {
        throw new IOException(
            "the index in %s is of another version of Kiai; bring it forward first: kiai index"
                .formatted(from.location()));
      }
      int maps;
      try (IndexWriter writer = to.begin(manifest)) {
        IndexContents there = writer.contents();
        maps = maps(source, writer, there);
        files(source, writer, there);
        Optional<InputStream> projection = source.attachment(MapProjection.FILE);
        if (projection.isPresent()) {
          try (InputStream in = projection.get()) {
            writer.attach(MapProjection.FILE, in::transferTo);
          }
        }
        progress.began(IndexProgress.Phase.JOINING, 0);
        writer.compact();
      }
      to.publish(to.nameFor(manifest));
      return maps;
    }
  }

  private int maps(IndexSnapshot source, IndexWriter writer, IndexContents there)
      throws IOException {
    Set<String> gone = new HashSet<>(there.maps());
    gone.addAll(there.imported());
    List<MapRef> all = source.all();
    progress.began(IndexProgress.Phase.COPYING, all.size());
    int done = 0;
    for (int start = 0; start < all.size(); start += AT_ONCE) {
      List<MapRef> some = all.subList(start, Math.min(all.size(), start + AT_ONCE));
      source.prefetch(some, IndexSnapshot.Part.RECORDS);
      source.prefetch(some, IndexSnapshot.Part.WINDOWS);
      for (MapRef ref : some) {
        MapRecord map = source.record(ref);
        MapEmbedding embedding = MetadataUpdate.embedding(source, ref, map);
        writer.replace(map, embedding);
        gone.remove(map.md5());
        progress.done(++done, done, 0);
        if (done % BETWEEN_COMMITS == 0) {
          writer.commit();
        }
      }
    }
    for (String md5 : gone) {
      writer.remove(md5);
    }
    return done;
  }

  private static void files(IndexSnapshot source, IndexWriter writer, IndexContents there)
      throws IOException {
    Set<String> gone = new HashSet<>(there.files().keySet());
    List<FileState> files = new ArrayList<>();
    source.forEachFile(files::add);
    for (FileState file : files) {
      writer.fileDone(file);
      gone.remove(file.path());
    }
    for (String path : gone) {
      writer.forgetFile(path);
    }
  }
}
