package io.alambic.student.admission;

/** Observes the connections that are not kept. Implementations are thread safe. */
public interface AdmissionListener {

    /** Ignores everything. */
    AdmissionListener NONE = reason -> {};

    /** Why a connection is closed. */
    enum Reason {
        /** There are as many as there may be. */
        CONNECTIONS,
        /** It has far more calls at once than it may. */
        CALLS,
        /** It breaks off call after call. */
        RESETS,
        /** Clients hold too much memory, and this one most of it. */
        MEMORY
    }

    /** A connection was closed. */
    void connectionRefused(Reason reason);
}
