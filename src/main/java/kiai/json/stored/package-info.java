/** Records as the JSON that an index stores. */
package kiai.json.stored;
