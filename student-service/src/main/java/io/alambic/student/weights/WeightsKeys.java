package io.alambic.student.weights;

import java.nio.charset.StandardCharsets;

/**
 * Keys of a student's records on the weights topic.
 *
 * @param student name of the student
 */
record WeightsKeys(String student) {

    byte[] manifest() {
        return (student + "/manifest").getBytes(StandardCharsets.UTF_8);
    }

    byte[] chunk(int index) {
        return (chunks() + index).getBytes(StandardCharsets.UTF_8);
    }

    boolean isChunk(byte[] key) {
        return new String(key, StandardCharsets.UTF_8).startsWith(chunks());
    }

    private String chunks() {
        return student + "/chunk/";
    }
}
