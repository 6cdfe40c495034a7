/** Options that several commands share, and the models and indexes that they open. */
package kiai.cli.options;
