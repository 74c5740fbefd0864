package io.alambic.chaos;

import io.grpc.Status;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;

/** Outcome of an inference call, as the caller sees it. */
enum CallOutcome {
    /** It was answered. */
    ANSWERED,
    /** No server took it: none listens, or it stops or has no weights yet. A caller may try again. */
    REFUSED,
    /** The connection broke while the call waited. */
    BROKEN_OFF,
    /** Anything else. */
    FAILED;

    /** Returns the outcome that a status other than OK stands for. */
    static CallOutcome of(Status status) {
        if (status.getCause() instanceof ClosedChannelException) {
            return BROKEN_OFF;
        }
        if (status.getCode() != Status.Code.UNAVAILABLE) {
            return FAILED;
        }
        String says = String.valueOf(status.getDescription());
        boolean refused = status.getCause() instanceof ConnectException
                || says.equals("the server stops")
                || says.endsWith("has no promoted weights yet");
        return refused ? REFUSED : BROKEN_OFF;
    }
}
