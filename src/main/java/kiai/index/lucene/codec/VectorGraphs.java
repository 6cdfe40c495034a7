package kiai.index.lucene.codec;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.store.IOContext;

/**
 * Lucene's HNSW format, with graphs where they save work: only segments that others were merged
 * into get one, from some size on, built by all cores. A vector would else be put into the graph of
 * the small segment that it is first written to, and again into that of each larger one. Segments
 * without a graph are scanned.
 *
 * <p>On disk it is {@link Lucene99HnswVectorsFormat}, which reads it.
 */
public final class VectorGraphs extends KnnVectorsFormat {
  private static final int CONNECTIONS = 16;
  private static final int BEAM = 100;

  /**
   * Lucene builds a graph when {@code threshold * ln(vectors)} is below the number of vectors: from
   * 45,000 on with this. A scan of so many takes two milliseconds.
   */
  private static final int THRESHOLD = 4_000;

  private static final int NEVER = 100_000_000;

  private static final int WORKERS = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 16);
  private static final ExecutorService BUILDERS =
      Executors.newFixedThreadPool(
          WORKERS, Thread.ofPlatform().daemon().name("graph-builder-", 0).factory());

  private final KnnVectorsFormat written =
      new Lucene99HnswVectorsFormat(CONNECTIONS, BEAM, 1, null, NEVER);
  private final KnnVectorsFormat merged =
      WORKERS == 1
          ? new Lucene99HnswVectorsFormat(CONNECTIONS, BEAM, 1, null, THRESHOLD)
          : new Lucene99HnswVectorsFormat(CONNECTIONS, BEAM, WORKERS, BUILDERS, THRESHOLD);

  /** The format. */
  public VectorGraphs() {
    super("Lucene99HnswVectorsFormat"); // the name by which readers find the format
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return state.context.context() == IOContext.Context.MERGE
        ? merged.fieldsWriter(state)
        : written.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return merged.fieldsReader(state);
  }

  @Override
  public int getMaxDimensions(String field) {
    return merged.getMaxDimensions(field);
  }
}
