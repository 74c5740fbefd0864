/** The {@code report} command: what a teacher and its student cost and are worth, side by side on this machine. */
package io.alambic.teacher.compare;
