package io.alambic.student;

import io.alambic.student.canary.CanarySettings;
import io.alambic.student.grpc.GrpcSettings;
import io.alambic.student.inference.InferenceSettings;

/**
 * How inference is served.
 *
 * @param inference how requests become answers
 * @param grpc where and how the gRPC server listens
 * @param versions how many of the newest snapshots answer by their version, at least 1
 * @param canary how candidates are tried before they are promoted
 */
public record ServingSettings(InferenceSettings inference, GrpcSettings grpc, int versions, CanarySettings canary) {

    public ServingSettings {
        if (versions < 1) {
            throw new IllegalArgumentException("served versions must be at least 1, but is " + versions);
        }
    }

    /** Returns the name of the model. */
    public String model() {
        return inference.model();
    }
}
