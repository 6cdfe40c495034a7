package kiai.index;

import java.util.List;
import kiai.query.Condition;

/**
 * Which maps are near enough to be scored.
 *
 * @param filter what they must meet
 * @param matches how many maps meet it, as {@link IndexSnapshot#count} says
 * @param vector maps whose vector is nearest to it, of length 1; null for none
 * @param count how many of these
 * @param windows maps one of whose windows is nearest to each of these vectors
 * @param perWindow how many of these for each window
 */
@SuppressWarnings("ArrayRecordComponent") // vectors on their way through one question
public record CandidateRequest(
    Condition filter,
    int matches,
    float[] vector,
    int count,
    List<float[]> windows,
    int perWindow) {}
