package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SupervisedTaskTest {

    private final List<String> reasons = new ArrayList<>();

    static Stream<SupervisedTask.Body> ends() {
        return Stream.of(
                () -> {
                    throw new IllegalStateException("no heap");
                },
                () -> {
                    throw new OutOfMemoryError("no heap");
                });
    }

    @ParameterizedTest
    @MethodSource("ends")
    void whateverEndsAThreadIsReported(SupervisedTask.Body body) {
        // When
        new SupervisedTask(body, reasons::add).run();

        // Then
        assertThat(reasons).containsExactly("no heap");
    }

    @Test
    void anErrorWithoutAMessageIsNamed() {
        // When
        new SupervisedTask(
                        () -> {
                            throw new StackOverflowError();
                        },
                        reasons::add)
                .run();

        // Then
        assertThat(reasons).containsExactly("StackOverflowError");
    }

    @Test
    void anInterruptIsNoFailure() {
        // When
        new SupervisedTask(
                        () -> {
                            throw new InterruptedException();
                        },
                        reasons::add)
                .run();

        // Then
        assertThat(reasons).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
    }
}
