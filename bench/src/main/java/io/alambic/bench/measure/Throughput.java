package io.alambic.bench.measure;

/**
 * Throughput of a contender.
 *
 * @param name of the contender
 * @param samplesPerSecond by round
 * @param ratio of it to that of the first contender in the same round
 */
public record Throughput(String name, Spread samplesPerSecond, Spread ratio) {}
