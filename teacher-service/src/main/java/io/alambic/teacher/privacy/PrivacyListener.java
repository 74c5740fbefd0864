package io.alambic.teacher.privacy;

/** Is notified of what becomes of private votes, on stream threads. A transaction that fails is repeated, and so are its notifications. */
public interface PrivacyListener {

    /**
     * The votes on a sample met their fate.
     *
     * @param knowledgeBytes size of the answer, 0 if there is none
     */
    void decided(VoteFate fate, int knowledgeBytes);

    /**
     * What the answers cost so far.
     *
     * @param epsilon ε, at the δ of the settings
     * @param exhausted whether no further question is affordable
     */
    void spent(double epsilon, boolean exhausted);
}
