/** Training: one step of one student, its optimizer, and the supervised training of a teacher. */
package io.alambic.core.train;
