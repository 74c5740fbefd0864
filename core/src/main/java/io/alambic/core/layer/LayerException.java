package io.alambic.core.layer;

/** A list of layers that cannot be: says where, what was expected and what came. */
public final class LayerException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String path;
    private final String problem;

    /**
     * Refuses a list.
     *
     * @param path of the layer or option, such as {@code layers[3].convolution.kernel}
     * @param problem what was expected and what came
     */
    public LayerException(String path, String problem, Throwable cause) {
        super(path + ": " + problem, cause);
        this.path = path;
        this.problem = problem;
    }

    /** Returns where it is. */
    public String path() {
        return path;
    }

    /** Returns what was expected and what came. */
    public String problem() {
        return problem;
    }
}
