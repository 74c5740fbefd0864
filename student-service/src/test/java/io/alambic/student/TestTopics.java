package io.alambic.student;

import java.util.Map;

/**
 * The broker of a test, and names that no other test on it uses.
 *
 * @param connection settings of the broker's clients
 * @param suffix ends each name
 */
public record TestTopics(Map<String, Object> connection, String suffix) {

    /** Returns the name of the student. */
    public String student() {
        return "student" + suffix;
    }

    public String knowledge() {
        return "knowledge" + suffix;
    }

    public String deadLetters() {
        return "dead" + suffix;
    }

    public String control() {
        return "control" + suffix;
    }

    public String weights() {
        return "weights" + suffix;
    }
}
