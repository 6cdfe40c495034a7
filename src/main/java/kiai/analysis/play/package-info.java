/**
 * How a map plays, from its objects: features of windows for the model, patterns of whole maps for
 * people.
 */
package kiai.analysis.play;
