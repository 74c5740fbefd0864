package io.alambic.cli.deadletters;

/**
 * What a replay did, or would do.
 *
 * @param replayed letters whose records were produced again
 * @param withoutRecord chosen letters that hold no record to produce
 */
record ReplayCounts(long replayed, long withoutRecord) {}
