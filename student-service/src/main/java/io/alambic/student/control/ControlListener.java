package io.alambic.student.control;

/** Observes the control topic. Called by the control thread. */
public interface ControlListener {

    /** A setting of this student was refused; nothing changed. */
    void refused(String setting);
}
