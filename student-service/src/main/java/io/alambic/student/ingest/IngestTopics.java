package io.alambic.student.ingest;

/**
 * The topics that ingest reads and writes.
 *
 * @param knowledge what the teacher answered
 * @param deadLetters where records go that cannot be learned from
 */
public record IngestTopics(String knowledge, String deadLetters) {}
