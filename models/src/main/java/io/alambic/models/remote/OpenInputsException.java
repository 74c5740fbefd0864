package io.alambic.models.remote;

/** Reports a model on a server whose inputs have open dimensions, and proposes letters and sizes for them. */
public final class OpenInputsException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String inputs;
    private final String sizes;

    /**
     * Reports a model.
     *
     * @param taken the inputs in the server's words
     * @param proposal names of their open dimensions
     */
    OpenInputsException(String taken, OpenInputs proposal) {
        super(("the model takes inputs of any size, %s: name their open dimensions with alambic.teacher.inputs=%s and"
                        + " alambic.teacher.sizes=%s, with the letters and sizes of your samples")
                .formatted(taken, proposal.inputs(), proposal.sizes()));
        this.inputs = proposal.inputs();
        this.sizes = proposal.sizes();
    }

    /** Returns the inputs as {@code alambic.teacher.inputs} names them, a letter for each open dimension. */
    public String inputs() {
        return inputs;
    }

    /** Returns sizes of the letters, as {@code alambic.teacher.sizes} names them. */
    public String sizes() {
        return sizes;
    }
}
