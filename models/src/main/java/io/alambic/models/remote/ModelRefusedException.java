package io.alambic.models.remote;

/** A remote model's server answers a call with an error, also when it is asked again. Other calls may succeed. */
public final class ModelRefusedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final boolean mayPass;

    /**
     * A refusal with its cause.
     *
     * @param mayPass whether the error can be a temporary one of the server
     */
    public ModelRefusedException(String message, boolean mayPass, Throwable cause) {
        super(message, cause);
        this.mayPass = mayPass;
    }

    /** Returns whether the error can be a temporary one of the server, and need not be one of the call. */
    public boolean mayPass() {
        return mayPass;
    }
}
