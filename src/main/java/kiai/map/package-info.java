/**
 * What is known of a map: {@link kiai.map.MapRecord} with its parts, what sources besides the file
 * say, and {@link kiai.map.MapFields}, the registry of everything that can be filtered, sorted or
 * shown.
 */
package kiai.map;
