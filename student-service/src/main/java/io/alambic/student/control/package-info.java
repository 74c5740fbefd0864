/** Settings of a running student, as the control topic has them. */
package io.alambic.student.control;
