package io.alambic.bench.baseline;

import io.alambic.bench.measure.Contender;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * Repeats the same work in Python.
 *
 * @param name as the table shows it
 * @param script for each line of seconds it works for that long, and answers with the samples that it did and the seconds
 *     that they took; closed with this
 */
public record PythonLoop(String name, PythonScript script) implements Contender {

    private static final double MILLIS = 1e3;

    @Override
    public double samplesPerSecond(Duration slice) throws IOException {
        String[] parts = script.answer(String.format(Locale.ROOT, "%.3f", slice.toMillis() / MILLIS))
                .split(" ");
        return Long.parseLong(parts[0]) / Double.parseDouble(parts[1]);
    }

    @Override
    public void close() {
        script.close();
    }
}
