package kiai.index.opensearch;

import java.io.IOException;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.opensearch.client.ClusterClient;

/** The newest commit of the generation that the alias names. Thread-safe. */
final class ClusterLiveIndex implements LiveIndex {
  private final ClusterClient client;
  private final ClusterGenerations generations;
  private volatile PointInTime point;
  private volatile boolean closed;

  ClusterLiveIndex(ClusterClient client, ClusterGenerations generations, PointInTime point) {
    this.client = client;
    this.generations = generations;
    this.point = point;
  }

  @Override
  public IndexSnapshot snapshot() {
    while (!closed) {
      PointInTime now = point;
      if (now.acquire()) {
        return new ClusterSnapshot(now);
      }
    }
    throw new IllegalStateException("the index is closed");
  }

  @Override
  public String version() {
    return point.version();
  }

  @Override
  public String generation() {
    return point.index();
  }

  @Override
  public synchronized void refresh() throws IOException {
    PointInTime old = point;
    String current = generations.current().orElse(old.index());
    boolean same =
        current.equals(old.index())
            && PointInTime.meta(client, current).path(ClusterSchema.COMMIT).asLong()
                == old.commit();
    if (!same) {
      point = PointInTime.open(client, current);
      old.release();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    point.release();
  }
}
