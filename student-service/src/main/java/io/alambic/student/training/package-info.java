/** The trainer: steps, evaluation on the holdout, publishing, checkpoints, roll back and life cycle. */
package io.alambic.student.training;
