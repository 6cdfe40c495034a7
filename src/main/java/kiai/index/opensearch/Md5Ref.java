package kiai.index.opensearch;

import kiai.index.MapRef;

/** A map by its MD5, which is its document's id. */
record Md5Ref(String md5) implements MapRef {
  static String of(MapRef map) {
    return ((Md5Ref) map).md5;
  }
}
