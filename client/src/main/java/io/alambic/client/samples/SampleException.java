package io.alambic.client.samples;

/** Reports that Kafka did not acknowledge samples; the message says why. */
public final class SampleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SampleException(String topic, Throwable cause) {
        super("Samples could not be sent to topic '%s' (%s)".formatted(topic, rootMessage(cause)), cause);
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
