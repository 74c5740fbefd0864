package io.alambic.student.knowledge;

/**
 * A record is valid, but its teacher and this student disagree on classes, inputs or feature maps. If every record does, the
 * configuration is wrong and not the record.
 */
public final class ContractMismatchException extends RefusedKnowledgeException {

    private static final long serialVersionUID = 1L;

    private final String teacher;

    ContractMismatchException(String teacher, int samples, String message, Throwable cause) {
        super(Refusal.MISMATCH, samples, message, cause);
        this.teacher = teacher;
    }

    /** Returns the name and version of the teacher. */
    public String teacher() {
        return teacher;
    }
}
