/**
 * What every request passes through, whatever it asks: who may ask, slow and broken requests,
 * unknown parameters, problems as answers, validators, and the files of the page.
 */
package kiai.api.http;
