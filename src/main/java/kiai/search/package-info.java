/**
 * Questions: text or a map enters, an ordered {@link kiai.search.answer.Answer} leaves that says
 * how it was understood, whether it is exact, and how long it took.
 */
package kiai.search;
