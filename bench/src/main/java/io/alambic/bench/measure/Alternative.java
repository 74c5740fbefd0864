package io.alambic.bench.measure;

/**
 * One of several ways to do the same work.
 *
 * @param name as the table shows it
 * @param call does the work once
 */
public record Alternative(String name, Runnable call) {}
