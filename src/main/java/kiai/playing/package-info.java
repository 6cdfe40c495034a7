/** The map that a player has before them, as programs that read the game's memory tell it. */
package kiai.playing;
