/** Star ratings by rosu-pp's WebAssembly: the only package that knows WebAssembly. */
package kiai.analysis.stars;
