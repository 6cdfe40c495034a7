/** Hits as files for other programs. */
package kiai.export;
