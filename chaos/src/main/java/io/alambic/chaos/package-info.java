/**
 * Runs that inject faults into a cluster of processes while every sample is counted, or that watch its memory for long.
 */
package io.alambic.chaos;
