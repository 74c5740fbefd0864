/** The packaged student as an operator runs it: a process, seen from outside only. */
package io.alambic.student.process;
