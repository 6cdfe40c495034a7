/**
 * The command line: arguments enter, answers leave on standard output, messages on the error one.
 */
package kiai.cli;
