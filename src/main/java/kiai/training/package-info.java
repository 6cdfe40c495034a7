/**
 * Writes what {@code tools/} trains on, with the same processor that searches use. Looks in from
 * outside: nothing depends on it.
 */
package kiai.training;
