/** The commands: arguments enter, answers leave. */
package kiai.cli.commands;
