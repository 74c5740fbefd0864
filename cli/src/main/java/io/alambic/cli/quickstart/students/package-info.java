/** The students of a run: how they start, what is streamed to them, and when they have learned it. */
package io.alambic.cli.quickstart.students;
