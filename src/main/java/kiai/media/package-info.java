/** Pictures and songs of maps as a browser shows and plays them. */
package kiai.media;
