/** Answers as JSON in the shapes of the API; no other package writes them. */
package kiai.json;
