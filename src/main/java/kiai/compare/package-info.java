/**
 * Two sets of maps compared by the distributions of their vectors, such as maps that a generator
 * made and maps that people made.
 */
package kiai.compare;
