/** What commands are told: options that several of them share, and what these open. */
package kiai.cli.options;
