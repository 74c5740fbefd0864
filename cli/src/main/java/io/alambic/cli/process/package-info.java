/** Processes that the command starts, watches and stops. */
package io.alambic.cli.process;
