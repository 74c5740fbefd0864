/** The measurements of a quickstart run: the figures during the run, and the report at the end. */
package io.alambic.cli.report;
