/** Bytes of a map to what the encoder and the index take. */
package kiai.prepare;
