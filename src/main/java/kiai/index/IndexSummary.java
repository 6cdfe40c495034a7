package kiai.index;

import java.util.List;
import kiai.dataset.SkippedFile;

/**
 * What a run of the indexer did.
 *
 * @param seen maps that were found, left-out ones included
 * @param indexed maps that were embedded and written
 * @param unchanged maps that were in the index already
 * @param removed maps that were taken out
 * @param skipped what was left out, with reasons
 * @param windows windows that were embedded
 * @param seconds how long it took
 */
public record IndexSummary(
    int seen,
    int indexed,
    int unchanged,
    int removed,
    List<SkippedFile> skipped,
    long windows,
    double seconds) {}
