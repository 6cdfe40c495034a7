package kiai.index;

import java.io.IOException;
import kiai.embeddings.MapEmbedding;
import kiai.map.MapRecord;

/** Where embedded maps go: an index, or tables that an index is made from later. */
public interface MapSink {
  /** Writes a map with its windows; in place of the one with its MD5, if there is one. */
  void replace(MapRecord record, MapEmbedding embedding) throws IOException;

  /** A source file is done: all its maps were written before. */
  void fileDone(FileState file) throws IOException;

  /** Makes everything written so far durable. */
  void commit() throws IOException;
}
