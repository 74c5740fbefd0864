/** {@code alambic up}: everything that a file describes, on this machine. */
package io.alambic.cli.up;
