package io.alambic.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswerTest {

    static Stream<Arguments> statuses() {
        Status unavailable = Status.UNAVAILABLE;
        return Stream.of(
                Arguments.of(unavailable.withCause(new ConnectException("Connection refused")), Answer.REFUSED),
                Arguments.of(unavailable.withDescription("the server stops"), Answer.REFUSED),
                Arguments.of(unavailable.withDescription("model 'm' has no promoted weights yet"), Answer.REFUSED),
                Arguments.of(unavailable.withDescription("Network closed for unknown reason"), Answer.BROKEN_OFF),
                Arguments.of(unavailable.withCause(new IOException("Connection reset by peer")), Answer.BROKEN_OFF),
                Arguments.of(Status.UNKNOWN.withCause(new ClosedChannelException()), Answer.BROKEN_OFF),
                Arguments.of(Status.UNKNOWN, Answer.FAILED),
                Arguments.of(Status.DEADLINE_EXCEEDED, Answer.FAILED),
                Arguments.of(Status.INTERNAL, Answer.FAILED));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void whatACallerMayTryAgainIsToldFromWhatItMayNot(Status status, Answer expected) {
        // When
        Answer answer = Answer.of(status);

        // Then
        assertThat(answer).isEqualTo(expected);
    }
}
