/** The label terms: the student's answers against labels, one term for each kind of label. */
package io.alambic.core.cost.labels;
