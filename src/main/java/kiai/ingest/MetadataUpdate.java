package kiai.ingest;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import kiai.embeddings.MapEmbedding;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.index.MapRef;
import kiai.map.MapRecord;
import kiai.map.MetadataSources;
import kiai.map.SourcedMetadata;

/**
 * Brings the fields of maps in line with what sources say today; their vectors stay as they are.
 */
final class MetadataUpdate {
  private final MetadataSources metadata;
  private final IndexProgress progress;

  MetadataUpdate(MetadataSources metadata, IndexProgress progress) {
    this.metadata = metadata;
    this.progress = progress;
  }

  /**
   * Rewrites the maps of the last commit of which something else is known now.
   *
   * @param written maps that this run wrote anyhow
   * @return how many were rewritten
   */
  int run(IndexWriter writer, Set<String> written) throws IOException {
    if (metadata.isEmpty()) {
      return 0;
    }
    int updated = 0;
    try (IndexSnapshot snapshot = writer.committed()) {
      List<MapRef> maps = snapshot.all();
      progress.began(IndexProgress.Phase.UPDATING, maps.size());
      long looked = 0;
      for (MapRef ref : maps) {
        progress.done(++looked, updated, 0);
        MapRecord map = snapshot.record(ref);
        if (written.contains(map.md5())) {
          continue;
        }
        List<SourcedMetadata> now =
            metadata.of(map.md5(), map.beatmapId(), map.setId(), map.sources());
        if (!now.equals(map.sources())) {
          writer.replace(map.withSources(now), embedding(snapshot, ref, map));
          updated++;
        }
      }
    }
    return updated;
  }

  /** The vectors of a map as an index holds them. */
  static MapEmbedding embedding(IndexSnapshot snapshot, MapRef ref, MapRecord map)
      throws IOException {
    float[] vector = snapshot.vector(ref);
    return new MapEmbedding(
        vector == null ? new float[0] : vector,
        snapshot.windows(ref),
        map.windowStarts().stream().mapToInt(Integer::intValue).toArray(),
        map.windowObjects().stream().mapToInt(Integer::intValue).toArray(),
        snapshot.audioEmbedded(ref),
        snapshot.labels(ref));
  }
}
