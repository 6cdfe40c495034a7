/**
 * Search: a text or a map to an ordered {@link kiai.search.answer.Answer} that says how it was
 * understood, whether it is exact, and how long it took.
 */
package kiai.search;
