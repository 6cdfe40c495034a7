/** A processor's files in the Hugging Face layout, and metadata as JSON. */
package kiai.tokens.folder;
