/** Measuring: interleaved rounds, and what is said of their figures. */
package io.alambic.bench.measure;
