package io.alambic.datasets.fetch;

/** Reports that a data set is unavailable or unusable; the message is one sentence for the user. */
public final class DataSetException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Creates a failure without an underlying exception. */
    public DataSetException(String sentence) {
        super(sentence);
    }

    /** Creates a failure with its cause. */
    public DataSetException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
