/** Processes that a measurement starts, freezes and ends. */
package io.alambic.bench.process;
