/** The trainer: steps, publishing on the holdout's verdict, checkpoints, roll back, life cycle. */
package io.alambic.student.training;
