package kiai.search.similar;

import kiai.map.MapRecord;

/**
 * A map that hits should be like, or unlike.
 *
 * @param map what is known of it
 * @param vector of the map; its dot product with a map's vector is their likeness
 * @param windows of the map, likewise
 * @param startMs where the windows begin
 * @param labels label profile of the map, no numbers when it has none
 * @param weight above 0 to be like it, below 0 to be unlike it
 */
@SuppressWarnings("ArrayRecordComponent") // vectors on their way through one question
public record Example(
    MapRecord map,
    float[] vector,
    float[][] windows,
    int[] startMs,
    float[] labels,
    double weight) {}
