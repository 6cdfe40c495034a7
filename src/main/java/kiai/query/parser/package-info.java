/** Reads a line of plain text into a {@link kiai.query.ParsedQuery}, rule by rule. */
package kiai.query.parser;
