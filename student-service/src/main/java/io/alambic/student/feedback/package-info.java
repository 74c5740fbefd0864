/** Sends requests that the student answered back to the teacher, so that the student learns from its own traffic. */
package io.alambic.student.feedback;
