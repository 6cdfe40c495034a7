/** What is asked for and what is answered, as types: options, hits, explanations, understanding. */
package kiai.search.answer;
