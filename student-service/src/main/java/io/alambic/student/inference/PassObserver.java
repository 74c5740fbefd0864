package io.alambic.student.inference;

import io.alambic.student.protocol.CheckedRequest;
import io.alambic.student.registry.ServedModel;
import java.util.List;

/** Told about each forward pass whose answers have been delivered. Implementations are thread safe and return at once. */
@FunctionalInterface
public interface PassObserver {

    /** Ignores every pass. */
    PassObserver NONE = (requests, model) -> {};

    /** The model answered these requests in one pass. */
    void answered(List<CheckedRequest> requests, ServedModel model);
}
