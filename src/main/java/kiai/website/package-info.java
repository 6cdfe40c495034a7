/** What osu!'s website knows of maps, asked over its API v2 with the user's own OAuth client. */
package kiai.website;
