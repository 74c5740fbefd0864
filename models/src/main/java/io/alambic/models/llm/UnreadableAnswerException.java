package io.alambic.models.llm;

/** An answer from which no class can be told. */
final class UnreadableAnswerException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    UnreadableAnswerException(String message) {
        super(message);
    }
}
