package io.alambic.student.canary;

/** Told how candidates do on requests; implementations are thread safe. */
public interface CanaryListener {

    /** A candidate is tried from now on. */
    void began(long version);

    /** It answered calls. */
    void answered(int calls);

    /** Its answers were compared with those of the served weights: so many samples, so many with the same class. */
    void compared(int samples, int agreed);

    /** So many samples were to be compared, but others still were. */
    void dropped(int samples);

    /** The trial is over. */
    void ended(long version, boolean promoted);
}
