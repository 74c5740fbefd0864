/** The main job with one command: broker, teacher, student, real data, and a report of what came out. */
package io.alambic.cli.quickstart;
