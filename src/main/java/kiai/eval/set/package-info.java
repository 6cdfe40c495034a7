/** The maps and windows that an evaluation asks about. */
package kiai.eval.set;
