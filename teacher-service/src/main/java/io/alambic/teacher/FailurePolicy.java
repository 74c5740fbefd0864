package io.alambic.teacher;

import io.alambic.mapping.RegistryUnavailableException;
import io.alambic.models.remote.ModelUnavailableException;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what happens after an error ended a stream thread. Its transaction was aborted, so nothing is lost. Errors of Kafka
 * and outages of a remote model or a schema registry are temporary: a new thread tries again, as it does while the changelog has fewer partitions
 * than the samples topic, which {@link ChangelogPartitions} extends. Any other error, such as a broken model or device,
 * is permanent: the service stops and states the reason.
 */
final class FailurePolicy implements StreamsUncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FailurePolicy.class);

    private final TeacherLifeCycle life;

    FailurePolicy(TeacherLifeCycle life) {
        this.life = life;
    }

    @Override
    public StreamThreadExceptionResponse handle(Throwable error) {
        Throwable root = root(error);
        if (isUnavailable(error) || mayPass(root) || isOfGrownTopic(root)) {
            LOG.warn("A stream thread failed and is replaced: {}", root.getMessage(), error);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        LOG.error("Teaching failed; samples stay in Kafka", error);
        life.fail(String.valueOf(root.getMessage()));
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static boolean isUnavailable(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause ->
                        cause instanceof ModelUnavailableException || cause instanceof RegistryUnavailableException);
    }

    /** Kafka Streams has no type of its own for this. */
    private static boolean isOfGrownTopic(Throwable root) {
        return root instanceof StreamsException
                && String.valueOf(root.getMessage()).contains("has invalid partitions: expected");
    }

    private static boolean mayPass(Throwable root) {
        return root instanceof KafkaException
                && !(root instanceof StreamsException)
                && !(root instanceof RecordTooLargeException)
                && !(root instanceof MissingSourceTopicException)
                && !(root instanceof AuthorizationException)
                && !(root instanceof AuthenticationException);
    }

    /** Returns the error without the wrappers of Kafka Streams. */
    private static Throwable root(Throwable error) {
        Throwable root = error;
        while (root instanceof StreamsException && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
