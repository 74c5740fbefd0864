package io.alambic.student.training;

/** Whoever goes before training where both want to compute. */
@FunctionalInterface
public interface Courtesy {

    /** Returns once training may go on, which must not take long. Called by the trainer's thread. */
    void giveWay() throws InterruptedException;
}
