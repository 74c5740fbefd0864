package io.alambic.bench.measure;

/**
 * Time of an alternative.
 *
 * @param name of the alternative
 * @param micros microseconds of one call
 * @param ratio of its time to that of the first alternative in the same round
 */
public record Timing(String name, Spread micros, Spread ratio) {}
