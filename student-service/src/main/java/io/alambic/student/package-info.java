/** The student service: learns from the teacher's knowledge while it serves inference. */
package io.alambic.student;
