/** Transfers promoted weights from the trainer to replicas over the weights topic. */
package io.alambic.student.weights;
