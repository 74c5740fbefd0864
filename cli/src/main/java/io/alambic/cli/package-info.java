/** The {@code alambic} command: its subcommands, and how they report errors. */
package io.alambic.cli;
