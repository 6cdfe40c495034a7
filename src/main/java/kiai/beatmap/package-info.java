/**
 * Beatmaps: parses the bytes of a {@code .osu} file into an immutable {@link kiai.beatmap.Beatmap}
 * leaves. Content that a player's folder may hold (broken lines, ancient versions, hostile numbers)
 * becomes a {@link kiai.beatmap.ParseIssue}; it never throws.
 */
package kiai.beatmap;
