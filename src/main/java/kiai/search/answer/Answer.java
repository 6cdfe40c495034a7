package kiai.search.answer;

import java.util.List;

/**
 * What a search found.
 *
 * @param hits best first; ties in the order of their MD5
 * @param total maps that match the filters and words
 * @param understood how the question was read
 * @param tookMs milliseconds
 * @param exact whether every match was looked at; false when the graph chose candidates
 * @param visited maps that were scored
 */
public record Answer(
    List<Hit> hits, int total, Understood understood, double tookMs, boolean exact, int visited) {}
