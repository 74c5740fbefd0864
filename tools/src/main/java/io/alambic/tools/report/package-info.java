/** {@code alambic report}: what a teacher and its student cost and are worth, side by side on this machine. */
package io.alambic.tools.report;
