/** The {@code alambic} command: its subcommands, and how they say what went wrong. */
package io.alambic.cli;
