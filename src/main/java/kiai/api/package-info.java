/**
 * The HTTP API and the page: requests to questions, answers to JSON. All limits on visitors are
 * here.
 */
package kiai.api;
