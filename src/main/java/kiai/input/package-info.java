/**
 * What all readers of foreign bytes share: the limits with their units and reasons, the one bounded
 * stream, and how a file that is left out is reported.
 */
package kiai.input;
