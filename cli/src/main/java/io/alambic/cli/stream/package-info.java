/** Produces samples to the topics, and accounts for each of them. */
package io.alambic.cli.stream;
