/** Settings of a running student, read from the control topic. */
package io.alambic.student.control;
