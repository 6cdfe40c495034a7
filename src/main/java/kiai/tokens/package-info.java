/**
 * The model's alphabet: a {@link kiai.beatmap.Beatmap} and its metadata enter, token ids leave.
 *
 * <p>The ids equal those of the reference implementation of CM3P; the golden fixtures decide, not
 * taste. Where the reference has a quirk that the released model was trained on, the quirk is kept
 * and marked with its number (P1, W2, T6 …), which {@link kiai.tokens.Quirks} lists.
 */
package kiai.tokens;
