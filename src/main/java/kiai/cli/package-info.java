/** The command line: answers go to standard output, messages to the error output. */
package kiai.cli;
