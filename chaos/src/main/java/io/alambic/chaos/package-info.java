/**
 * Runs that inject faults into a cluster of processes and account for every sample, or that watch its memory
 * over a long time.
 */
package io.alambic.chaos;
