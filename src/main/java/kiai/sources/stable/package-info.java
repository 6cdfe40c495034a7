/** osu!stable: its installation, {@code osu!.db} and {@code collection.db}. */
package kiai.sources.stable;
