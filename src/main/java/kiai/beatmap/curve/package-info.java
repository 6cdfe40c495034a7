/** The paths of sliders: where they lead and end. */
package kiai.beatmap.curve;
