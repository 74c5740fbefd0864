/** The cost function: what separates the student from the teacher, term by term. */
package io.alambic.core.cost;
