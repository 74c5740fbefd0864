/** Observes other processes: processor time by thread, and flight recordings. */
package io.alambic.bench.process;
