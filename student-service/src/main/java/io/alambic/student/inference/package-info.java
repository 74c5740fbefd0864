/** The way of a request to its answer: a queue, batches, worker threads and forward passes. */
package io.alambic.student.inference;
