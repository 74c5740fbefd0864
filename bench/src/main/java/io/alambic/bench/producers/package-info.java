/** Compares students that were taught by records of producers which know nothing of Alambic. */
package io.alambic.bench.producers;
