package io.alambic.teacher;

import java.util.Optional;

/** What this process does: it teaches, or merges the answers of several teachers. Thread safe. */
public sealed interface AnsweringService extends AutoCloseable permits TeacherService, MergeService {

    /** Returns the life cycle. */
    TeacherLifeCycle lifeCycle();

    /** Returns how many records this instance has not read yet, as far as known. */
    long lag();

    /** Returns what an operator should know although all is well; empty if there is nothing. */
    Optional<String> notice();

    /** Commits finished work, leaves the consumer group, and frees what it owns; all of it within one limit of time. */
    @Override
    void close();
}
