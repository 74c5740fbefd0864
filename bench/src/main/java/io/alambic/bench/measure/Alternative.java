package io.alambic.bench.measure;

/**
 * One way to do the work.
 *
 * @param name as the table shows it
 * @param call does the work once
 */
public record Alternative(String name, Runnable call) {}
