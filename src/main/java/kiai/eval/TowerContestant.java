package kiai.eval;

import java.util.List;
import kiai.embeddings.BeatmapTower;

/** A beatmap tower, of a model or of a baseline. */
record TowerContestant(String name, String title, BeatmapTower tower) implements Contestant {
  @Override
  public float[][] vectors(List<int[]> ids, List<float[]> features) {
    return tower.embed(ids, features);
  }

  @Override
  public void close() {
    tower.close();
  }
}
