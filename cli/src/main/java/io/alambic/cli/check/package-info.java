/** {@code alambic check}: what is wrong in a file, with its line. */
package io.alambic.cli.check;
