/**
 * Audio files: decoded to samples at a model's rate, or a reason why not. Stands beside {@code
 * beatmap} and reads nothing else.
 */
package kiai.audio;
