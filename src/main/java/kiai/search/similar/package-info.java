/** Maps and passages that play like examples. */
package kiai.search.similar;
