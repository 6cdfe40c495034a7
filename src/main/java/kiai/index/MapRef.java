package kiai.index;

/**
 * A map within one {@link IndexSnapshot}, as its back end numbers it. Equal ones are the same map;
 * it means nothing to another snapshot.
 */
public interface MapRef {}
