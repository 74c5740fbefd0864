package io.alambic.student;

import io.alambic.student.ingest.KafkaClients;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.weights.PublicationListener;
import io.alambic.student.weights.WeightsPublisher;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that publishes the weights of a student to its replicas. */
final class Publishing {

    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);
    private static final long JOIN_MS = TimeUnit.SECONDS.toMillis(5);

    private final WeightsPublisher publisher;
    private final Thread thread = new Thread(this::publish, "publisher");

    Publishing(StudentSettings settings, ServedModels models, PublicationListener listener) {
        KafkaClients kafka = settings.kafka();
        publisher = new WeightsPublisher(
                models,
                kafka::weightsProducer,
                settings.weights(),
                kafka.student(),
                settings.trainer().candidate().architecture().fingerprint(),
                listener);
    }

    void start() {
        thread.start();
    }

    private void publish() {
        try {
            publisher.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.error("Weights are no longer published; training and serving go on", e);
        }
    }

    /** Publishes the newest weights if that is possible soon; returns whether the thread has ended. */
    boolean stop() throws InterruptedException {
        publisher.stop();
        thread.join(JOIN_MS);
        thread.interrupt();
        thread.join(JOIN_MS);
        return !thread.isAlive();
    }
}
