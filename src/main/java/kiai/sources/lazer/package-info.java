/** osu!lazer: its store of files. */
package kiai.sources.lazer;
