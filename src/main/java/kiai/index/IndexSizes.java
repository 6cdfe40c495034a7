package kiai.index;

/**
 * How large an index is.
 *
 * @param maps number of maps
 * @param windows number of windows with a vector
 * @param files number of source files
 * @param segments parts that the back end keeps
 * @param bytes on disk
 * @param commit grows with each commit
 */
public record IndexSizes(int maps, int windows, int files, int segments, long bytes, long commit) {}
