package io.alambic.student;

import io.alambic.student.inference.InferenceApi;
import io.alambic.student.registry.ServedModels;

/** Answers inference in this process, wherever the weights come from. */
public interface Endpoint extends AutoCloseable {

    /** Returns the models that serve. */
    ServedModels models();

    /** Returns the entry to inference for other protocols. */
    InferenceApi inference();

    /** Returns the port of the gRPC server. */
    int port();

    /** Lets running calls end, and stops. */
    @Override
    void close();
}
