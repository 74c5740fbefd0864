package io.alambic.core.model;

import java.util.List;

/** Reads the reason out of an engine's error message. */
public final class FailureReason {

    private FailureReason() {}

    /**
     * Returns the reason in one line. Torch puts it into one line of a stack trace; ONNX Runtime's whole message is the
     * reason.
     */
    public static String of(Throwable error) {
        List<String> lines = String.valueOf(error.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.stream()
                .filter(line -> line.contains("Error: "))
                .findFirst()
                .orElseGet(() -> String.join(" ", lines));
    }
}
