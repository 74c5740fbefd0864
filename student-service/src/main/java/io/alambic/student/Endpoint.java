package io.alambic.student;

import io.alambic.student.serving.InferenceApi;
import io.alambic.student.serving.ServedModels;

/** What this process answers inference with, wherever its weights come from. */
public sealed interface Endpoint extends AutoCloseable permits Student, Replica {

    /** What serves. */
    ServedModels models();

    /** Inference for whoever carries it by another protocol. */
    InferenceApi inference();

    /** Port of the gRPC server. */
    int port();

    /** Lets running calls end, and stops. */
    @Override
    void close();
}
