/**
 * Where maps live: {@link kiai.sources.Dataset} asks one detector after another what a place is. A
 * sub-package for each kind of place.
 */
package kiai.sources;
