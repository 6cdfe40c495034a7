package kiai.index;

import java.io.IOException;
import java.util.List;
import kiai.map.MapField;

/** The map that a scan stands at, with its columns. Valid during the visit only. */
public interface MapCursor {
  /** The map, to be kept. */
  MapRef ref();

  /** Lexical score of the condition that is scanned; 0 when it was not asked for. */
  float lexicalScore();

  /** MD5 of the map, 16 bytes. */
  byte[] md5() throws IOException;

  /** Dot product of a vector with the map's unit vector; 0 when the map has none. */
  float cosine(float[] query) throws IOException;

  /** Dot product of a label profile with the map's; 0 when the map has none of that length. */
  double labelCosine(float[] profile) throws IOException;

  /** Vectors of the map's windows, each of length 1; no rows when it has none. */
  float[][] windows() throws IOException;

  /** A number of the map, days counted since 1970; NaN when it has none. */
  double number(MapField field) throws IOException;

  /** First value of a keyword field; null when it has none. */
  String keyword(MapField field) throws IOException;

  /**
   * Whether a keyword field has any of some values.
   *
   * @param values the same list for the whole scan
   */
  boolean hasAny(MapField field, List<String> values) throws IOException;

  /** Work with each map of a scan. */
  @FunctionalInterface
  interface Visitor {
    /** Takes the map that the cursor stands at. */
    void visit(MapCursor map) throws IOException;
  }
}
