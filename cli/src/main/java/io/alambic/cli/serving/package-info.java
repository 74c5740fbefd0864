/** The student as its users see it: a client of the Open Inference Protocol. */
package io.alambic.cli.serving;
