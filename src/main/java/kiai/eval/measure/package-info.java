/** Measures with intervals, and the probes that they are made of. */
package kiai.eval.measure;
