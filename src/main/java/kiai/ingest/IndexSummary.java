package kiai.ingest;

import java.util.List;
import kiai.input.SkippedFile;

/**
 * What a run of the indexer did.
 *
 * @param seen maps that were found, left-out ones included
 * @param indexed maps that were embedded and written
 * @param unchanged maps that were in the index already
 * @param updated maps whose vectors stayed while other sources say something else of them now
 * @param removed maps that were taken out
 * @param missing maps that the index had before it was damaged and that are not back
 * @param skipped what was left out, with reasons
 * @param notes maps that were indexed without something, such as a star rating, and why
 * @param windows windows that were embedded
 * @param seconds how long it took
 */
public record IndexSummary(
    int seen,
    int indexed,
    int unchanged,
    int updated,
    int removed,
    int missing,
    List<SkippedFile> skipped,
    List<SkippedFile> notes,
    long windows,
    double seconds) {}
