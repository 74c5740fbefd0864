/** Trains a teacher from labelled samples: every distillation starts with a trained one. */
package io.alambic.teacher.training;
