/**
 * A whole Alambic as processes: killed, frozen and stopped at random moments while every sample is counted,
 * or left alone for long while its memory is watched.
 */
package io.alambic.bench.chaos;
