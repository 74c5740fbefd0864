package io.alambic.student;

import io.alambic.student.inference.InferenceApi;
import io.alambic.student.registry.ServedModels;

/** Answers inference requests in this process, from any source of weights. */
public interface Endpoint extends AutoCloseable {

    /** Returns the models that serve. */
    ServedModels models();

    /** Returns the entry to inference for other protocols. */
    InferenceApi inference();

    /** Returns the port of the gRPC server. */
    int port();

    /** Lets running calls end, then stops. */
    @Override
    void close();
}
