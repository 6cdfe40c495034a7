/**
 * The map of maps: places of all maps on a plane, their clusters, and the points that a page draws.
 */
package kiai.explorer;
