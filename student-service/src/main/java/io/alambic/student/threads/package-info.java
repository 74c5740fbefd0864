/** Threads whose end is noticed, and the deadline within which they end. */
package io.alambic.student.threads;
