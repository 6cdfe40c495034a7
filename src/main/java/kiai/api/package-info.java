/** The HTTP door: requests enter, JSON leaves; every limit on strangers stands here. */
package kiai.api;
