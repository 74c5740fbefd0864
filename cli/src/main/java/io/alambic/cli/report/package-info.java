/** What a quickstart run has measured: the figures as they come, and the report at the end. */
package io.alambic.cli.report;
