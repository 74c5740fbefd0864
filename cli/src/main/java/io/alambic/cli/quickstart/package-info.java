/** {@code alambic quickstart}: runs broker, teacher and student on real data, and reports the results. */
package io.alambic.cli.quickstart;
