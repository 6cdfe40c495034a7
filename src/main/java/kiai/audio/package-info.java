/**
 * What enters: a file of sound. What leaves: samples at a model's rate, or a reason. Stands beside
 * {@code beatmap} and reads nothing else.
 */
package kiai.audio;
