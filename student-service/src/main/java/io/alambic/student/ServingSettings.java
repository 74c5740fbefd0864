package io.alambic.student;

import io.alambic.student.canary.CanarySettings;
import io.alambic.student.grpc.GrpcSettings;
import io.alambic.student.inference.InferenceSettings;
import java.time.Duration;

/**
 * How inference is served.
 *
 * @param inference how requests become answers
 * @param grpc where and how the gRPC server listens
 * @param versions how many of the newest snapshots answer by their version, at least 1
 * @param canary how candidates are tried before they are promoted
 * @param stopWithin time in which the process has to stop, greater than 0
 */
public record ServingSettings(
        InferenceSettings inference, GrpcSettings grpc, int versions, CanarySettings canary, Duration stopWithin) {

    public ServingSettings {
        if (versions < 1) {
            throw new IllegalArgumentException("served versions must be at least 1, but is " + versions);
        }
        if (stopWithin.isNegative() || stopWithin.isZero()) {
            throw new IllegalArgumentException("shutdown deadline must be greater than 0, but is " + stopWithin);
        }
    }

    /** Returns the name of the model. */
    public String model() {
        return inference.model();
    }
}
