/** The terms on logits: the student's against the teacher's, and against labels. */
package io.alambic.core.cost.logits;
