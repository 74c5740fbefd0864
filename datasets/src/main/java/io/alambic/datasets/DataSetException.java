package io.alambic.datasets;

/** A data set that cannot be had or used; the message is one sentence for the person at the keyboard. */
public final class DataSetException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** A failure without an underlying exception. */
    public DataSetException(String sentence) {
        super(sentence);
    }

    /** A failure with the exception behind it. */
    public DataSetException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
