package io.alambic.student.admission;

/** Observes the connections that are not kept. Implementations are thread safe. */
public interface AdmissionListener {

    /** Ignores everything. */
    AdmissionListener NONE = reason -> {};

    /** Why a connection is closed. */
    enum Reason {
        /** There are as many as there may be. */
        CONNECTIONS,
        /** Clients hold too much memory, and this one most of it. */
        MEMORY
    }

    /** A connection was closed. */
    void connectionRefused(Reason reason);
}
