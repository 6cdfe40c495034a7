package kiai.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import kiai.index.BeatmapRecord;

/**
 * One map of an answer.
 *
 * @param map what the index knows of it
 * @param path where its file lies, null when unknown
 * @param score 0 to 1; orders the list
 * @param folded other difficulties of its set that were folded into this hit
 * @param explain why it is there, null when nobody asked
 */
public record Hit(BeatmapRecord map, String path, double score, int folded, ObjectNode explain) {}
