/** Runs that inject faults into a cluster of processes and account for every sample. */
package io.alambic.chaos;
