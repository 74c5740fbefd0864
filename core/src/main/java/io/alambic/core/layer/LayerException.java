package io.alambic.core.layer;

import java.util.function.Supplier;

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

    /**
     * Runs a step about a part of a list.
     *
     * @param path of the part
     * @throws LayerException if the step throws an {@link IllegalArgumentException}
     */
    public static <R> R at(String path, Supplier<R> step) {
        return at(() -> path, step);
    }

    /**
     * Runs a step about a part of a list.
     *
     * @param path of the part; asked for only where it is needed
     * @throws LayerException if the step throws an {@link IllegalArgumentException}
     */
    static <R> R at(Supplier<String> path, Supplier<R> step) {
        try {
            return step.get();
        } catch (LayerException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new LayerException(path.get(), e.getMessage(), e);
        }
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
