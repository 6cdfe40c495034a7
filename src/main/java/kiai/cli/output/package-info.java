/** What commands print for people: hits, reasons, progress. */
package kiai.cli.output;
