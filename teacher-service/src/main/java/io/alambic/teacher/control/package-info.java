/** Run-time settings that every teacher reads from the control topic. */
package io.alambic.teacher.control;
