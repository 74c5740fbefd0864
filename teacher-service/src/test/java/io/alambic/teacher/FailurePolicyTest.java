package io.alambic.teacher;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FailurePolicyTest {

    private final TeacherLifeCycle life = new TeacherLifeCycle();
    private final FailurePolicy policy = new FailurePolicy(life);

    static Stream<Throwable> kafkasTroubles() {
        return Stream.of(
                new TimeoutException("no broker answers"),
                new StreamsException("a task failed", new TimeoutException("no broker answers")),
                new StreamsException("a task failed", new NotEnoughReplicasException("1 of 2")),
                new StreamsException(
                        "a task failed",
                        new TimeoutException("no broker answers", new java.util.concurrent.TimeoutException("30 s"))),
                new KafkaException("fenced"));
    }

    @ParameterizedTest
    @MethodSource("kafkasTroubles")
    void kafkasTroublesPass(Throwable trouble) {
        // When
        var response = policy.handle(trouble);

        // Then
        assertThat(response).isEqualTo(REPLACE_THREAD);
        assertThat(life.failure()).isEmpty();
    }

    static Stream<Throwable> lasting() {
        return Stream.of(
                new IllegalStateException("the model is broken"),
                new StreamsException("a task failed", new IllegalStateException("the model is broken")),
                new StreamsException("a task failed", new OutOfMemoryError("native memory")),
                new StreamsException("the store cannot be opened"),
                new MissingSourceTopicException("alambic.samples is gone"),
                new StreamsException("a task failed", new RecordTooLargeException("20 MB")),
                new StreamsException(
                        "a task failed", new TopicAuthorizationException("not allowed to write alambic.knowledge")),
                new SaslAuthenticationException("wrong password"));
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void allElseStopsTheServiceWithTheReason(Throwable trouble) {
        // When
        var response = policy.handle(trouble);

        // Then
        assertThat(response).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(life.state()).isEqualTo(TeacherLifeCycle.State.FAILED);
        Throwable root = trouble.getCause() == null ? trouble : trouble.getCause();
        assertThat(life.failure()).contains(root.getMessage());
    }
}
