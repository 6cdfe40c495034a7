package kiai.index.lucene;

import kiai.index.MapRef;

/** A map by its document in one reader. */
record DocRef(int doc) implements MapRef {
  static int docOf(MapRef map) {
    return ((DocRef) map).doc;
  }
}
