/** Whether CUDA's libraries and its driver are there. */
package kiai.embeddings.cuda;
