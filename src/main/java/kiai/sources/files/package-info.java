/** Map files and archives within limits, and what a place of maps is. */
package kiai.sources.files;
