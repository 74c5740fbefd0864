package io.alambic.chaos.cluster;

import io.grpc.Status;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;

/** Outcome of an inference call, as the caller sees it. */
public enum CallOutcome {
    /** The server answered. */
    ANSWERED,
    /** No server accepted the call: none listens, or it is stopping or has no weights yet. A caller may retry. */
    REFUSED,
    /** The connection broke during the call. */
    BROKEN_OFF,
    /** Any other failure. */
    FAILED;

    /** Returns the outcome that corresponds to a status other than OK. */
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
