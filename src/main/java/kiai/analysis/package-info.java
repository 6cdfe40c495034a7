/**
 * What a map's file does not say but implies: window features, star rating, estimated year. Stands
 * beside {@code tokens} and reads only {@code beatmap}.
 */
package kiai.analysis;
