/** The commands of {@code kiai}, a class each. */
package kiai.cli.commands;
