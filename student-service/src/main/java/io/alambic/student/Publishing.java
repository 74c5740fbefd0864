package io.alambic.student;

import io.alambic.student.ingest.KafkaClients;
import io.alambic.student.registry.ServedModels;
import io.alambic.student.threads.StopDeadline;
import io.alambic.student.threads.ThreadSupervisor;
import io.alambic.student.weights.PublicationListener;
import io.alambic.student.weights.WeightsPublisher;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The thread that publishes the weights of a student to its replicas. */
final class Publishing {

    private static final Duration SOON = Duration.ofSeconds(5);

    private final WeightsPublisher publisher;
    private final Thread thread;

    Publishing(
            StudentSettings settings,
            ServedModels models,
            LongSupplier nanoClock,
            PublicationListener listener,
            ThreadSupervisor supervisor) {
        thread = supervisor.restarting("publisher", this::publish);
        KafkaClients kafka = settings.kafka();
        publisher = new WeightsPublisher(
                models,
                kafka::weightsProducer,
                settings.weights(),
                kafka.student(),
                settings.trainer().candidate().architecture().fingerprint(),
                nanoClock,
                listener);
    }

    void start() {
        thread.start();
    }

    private void publish() throws InterruptedException {
        publisher.run();
    }

    /** Publishes the newest weights if that is possible soon; returns whether the thread has ended. */
    boolean stop(StopDeadline deadline) throws InterruptedException {
        publisher.stop();
        deadline.join(thread, SOON);
        thread.interrupt();
        return deadline.join(thread, SOON);
    }
}
