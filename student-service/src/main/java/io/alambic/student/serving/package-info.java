/** Inference over gRPC with the newest promoted weights: the Open Inference Protocol, health, reflection. */
package io.alambic.student.serving;
