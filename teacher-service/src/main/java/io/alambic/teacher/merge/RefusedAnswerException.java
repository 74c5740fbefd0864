package io.alambic.teacher.merge;

/** An answer that cannot be merged; the message says what was expected and what came. */
final class RefusedAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    private final AnswerRefusal refusal;

    RefusedAnswerException(AnswerRefusal refusal, String message, Throwable cause) {
        super(message, cause);
        this.refusal = refusal;
    }

    AnswerRefusal refusal() {
        return refusal;
    }
}
