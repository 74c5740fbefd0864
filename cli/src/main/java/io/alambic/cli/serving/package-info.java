/** Uses the student as an application does: as a client of the Open Inference Protocol. */
package io.alambic.cli.serving;
