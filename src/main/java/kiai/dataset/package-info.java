/**
 * Where maps live: folders and archives enter, bounded bytes with an identity leave. The only room
 * that touches files of users, and the one place where their size, depth and count are limited.
 */
package kiai.dataset;
