/** The one encoder of answers: typed answers enter, JSON in the shapes of the API leaves. */
package kiai.json;
