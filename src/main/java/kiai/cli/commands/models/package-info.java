/** Commands that work with a model itself: its tokens, vectors, heads, files and measures. */
package kiai.cli.commands.models;
