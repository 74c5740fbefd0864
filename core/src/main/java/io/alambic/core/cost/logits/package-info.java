/** The output terms: the student's answers against the teacher's. */
package io.alambic.core.cost.logits;
