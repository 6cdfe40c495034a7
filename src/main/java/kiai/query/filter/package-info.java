/** Tokens of a search text, and filters such as {@code stars>6} as conditions. */
package kiai.query.filter;
