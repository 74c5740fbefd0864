/** Interleaved measurements and their statistics. */
package io.alambic.bench.measure;
