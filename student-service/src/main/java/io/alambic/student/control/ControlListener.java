package io.alambic.student.control;

/** Told by the control thread what it reads. */
public interface ControlListener {

    /** A setting of this student came that cannot be used; nothing changed. */
    void refused(String setting);
}
