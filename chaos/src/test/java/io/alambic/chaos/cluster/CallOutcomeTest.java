package io.alambic.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CallOutcomeTest {

    static Stream<Arguments> statuses() {
        Status unavailable = Status.UNAVAILABLE;
        return Stream.of(
                Arguments.of(unavailable.withCause(new ConnectException("Connection refused")), CallOutcome.REFUSED),
                Arguments.of(unavailable.withDescription("the server stops"), CallOutcome.REFUSED),
                Arguments.of(unavailable.withDescription("model 'm' has no promoted weights yet"), CallOutcome.REFUSED),
                Arguments.of(unavailable.withDescription("Network closed for unknown reason"), CallOutcome.BROKEN_OFF),
                Arguments.of(
                        unavailable.withCause(new IOException("Connection reset by peer")), CallOutcome.BROKEN_OFF),
                Arguments.of(Status.UNKNOWN.withCause(new ClosedChannelException()), CallOutcome.BROKEN_OFF),
                Arguments.of(Status.UNKNOWN, CallOutcome.FAILED),
                Arguments.of(Status.DEADLINE_EXCEEDED, CallOutcome.FAILED),
                Arguments.of(Status.INTERNAL, CallOutcome.FAILED));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void whatACallerMayTryAgainIsToldFromWhatItMayNot(Status status, CallOutcome expected) {
        // When
        CallOutcome answer = CallOutcome.of(status);

        // Then
        assertThat(answer).isEqualTo(expected);
    }
}
