package io.alambic.student;

import io.alambic.student.admission.ClientMemory;
import io.alambic.student.inference.InferenceApi;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.threads.ThreadSupervisor;

/** Answers inference requests in this process, from any source of weights. */
public interface Endpoint extends AutoCloseable {

    /** Returns the models that serve. */
    ServedModels models();

    /** Returns the entry to inference for other protocols. */
    InferenceApi inference();

    /** Returns the supervisor of its threads. */
    ThreadSupervisor threads();

    /** Returns what the clients of the gRPC server hold. */
    ClientMemory clients();

    /** Returns the port of the gRPC server. */
    int port();

    /** Lets running calls end, then stops. */
    @Override
    void close();
}
