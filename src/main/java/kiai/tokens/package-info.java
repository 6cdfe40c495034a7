/**
 * The processor: a {@link kiai.beatmap.Beatmap} and its metadata to token ids.
 *
 * <p>The ids equal those of the reference implementation of CM3P, which the golden fixtures prove.
 * Quirks of the reference that released models were trained on are kept and marked with their
 * number in {@code docs/processor-rules.md} (P1, W2, T6 …); {@link kiai.tokens.Quirks} lists them.
 */
package kiai.tokens;
