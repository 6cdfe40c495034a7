/**
 * Writes what {@code tools/} trains on, with the same processor that searches use. No other package
 * depends on this one.
 */
package kiai.training;
