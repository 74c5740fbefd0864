/** Bounds what clients may cost this process: memory for reading their messages, connections, and what waits for them. */
package io.alambic.student.admission;
