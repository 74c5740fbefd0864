package io.alambic.teacher;

import io.alambic.models.ModelUnavailableException;
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
 * What happens after an error ended a stream thread. Its transaction was aborted, so nothing is lost.
 * Kafka's troubles pass, and so do those of a remote model: a new thread tries again. Anything else, such as a broken model or device, does
 * not: the service stops, and says why.
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
        if (isUnavailable(error) || mayPass(root)) {
            LOG.warn("A stream thread failed and is replaced: {}", root.getMessage(), error);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        LOG.error("Teaching failed; samples stay in Kafka", error);
        life.fail(String.valueOf(root.getMessage()));
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static boolean isUnavailable(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
                .anyMatch(ModelUnavailableException.class::isInstance);
    }

    private static boolean mayPass(Throwable root) {
        return root instanceof KafkaException
                && !(root instanceof StreamsException)
                && !(root instanceof RecordTooLargeException)
                && !(root instanceof MissingSourceTopicException)
                && !(root instanceof AuthorizationException)
                && !(root instanceof AuthenticationException);
    }

    /** What lies under Kafka Streams' own wrapping; its causes in turn may be anything. */
    private static Throwable root(Throwable error) {
        Throwable root = error;
        while (root instanceof StreamsException && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
