package kiai.tokens;

/**
 * One window of a map as the model sees it.
 *
 * @param startMs where it begins in the song
 * @param groups number of event groups in it
 * @param tokens number of tokens before truncation, audio tokens included
 * @param ids after truncation, before padding
 */
@SuppressWarnings("ArrayRecordComponent") // read by the encoder without copies
public record TokenWindow(int startMs, int groups, int tokens, int[] ids) {}
