package kiai.input;

/**
 * A file, or an entry of an archive, that is not among the maps, and why.
 *
 * @param path as shown to the user; entries follow their archive after {@code !}
 * @param reason one sentence
 */
public record SkippedFile(String path, String reason) {}
