package io.alambic.student.ingest;

/**
 * The topics that ingest reads and writes.
 *
 * @param knowledge topic of the teacher's answers
 * @param deadLetters topic of the refused records
 */
public record IngestTopics(String knowledge, String deadLetters) {}
