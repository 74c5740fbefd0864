package io.alambic.teacher;

import io.alambic.core.tensor.TensorSpec;
import io.alambic.kafka.TopicNames;
import io.alambic.teacher.model.InstrumentedTeacher;
import io.alambic.teacher.model.TeacherModel;
import io.alambic.teacher.topology.TeacherTopology;
import io.alambic.teacher.topology.TeachingListener;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Metric;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole teacher: the model, and the Kafka Streams client around it. Owns both. Thread safe. */
public final class TeacherService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TeacherService.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final TeacherSettings settings;
    private final TeacherModel model;
    private final KafkaStreams streams;
    private final TeacherLifeCycle life = new TeacherLifeCycle();
    private final Thread watch = new Thread(this::startAndWatch, "teacher-topics");

    private TeacherService(
            TeacherSettings settings,
            TeacherModel model,
            TeachingListener teaching,
            InstrumentedTeacher.BatchListener batches,
            LongSupplier nanoClock) {
        this.settings = settings;
        this.model = model;
        this.streams = new KafkaStreams(
                TeacherTopology.build(
                        settings.teaching(),
                        model.inputs(),
                        () -> new InstrumentedTeacher(model.newTeacher(), batches, nanoClock),
                        teaching),
                settings.streams().properties(),
                new StreamsClients());
        streams.setUncaughtExceptionHandler(new FailurePolicy(life));
        streams.setStateListener((now, before) -> changed(now));
    }

    /**
     * Loads the model, and begins to teach when Kafka answers and has the topics.
     *
     * @param nanoClock monotonic time in nanoseconds
     * @throws IOException if there is no whole model in its folder
     * @throws IllegalArgumentException if the model does not have what the settings name
     */
    public static TeacherService start(
            TeacherSettings settings,
            TeachingListener teaching,
            InstrumentedTeacher.BatchListener batches,
            LongSupplier nanoClock)
            throws IOException {
        TeacherModel model = TeacherModel.load(settings.model());
        TeacherService service;
        try {
            service = new TeacherService(settings, model, teaching, batches, nanoClock);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
        LOG.info(
                "teacher={} version={} outputs={} Loaded",
                model.identity().name(),
                model.identity().version(),
                model.outputs().stream().map(TensorSpec::name).toList());
        service.watch.start();
        return service;
    }

    private void startAndWatch() {
        TopicNames topics = settings.teaching().topics();
        Set<String> needed = Set.of(topics.samples(), topics.knowledge(), topics.control(), topics.deadLetters());
        try {
            Admin admin = Admin.create(settings.streams().connection());
            try {
                new TopicsCheck(admin, needed).await();
                SamplesTopic samples =
                        new SamplesTopic(admin, settings.streams().applicationId(), topics);
                samples.settle();
                life.topicsFound();
                streams.start();
                String lost = samples.awaitLost();
                LOG.error("Teaching ends, and a new start is needed: {}", lost);
                life.fail(lost);
                closeStreams(Duration.ZERO);
            } finally {
                admin.close(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("The teacher cannot start, or look after its topics", e);
            life.fail(String.valueOf(e.getMessage()));
        }
    }

    private boolean closeStreams(Duration patience) {
        return streams.close(new KafkaStreams.CloseOptions().timeout(patience).leaveGroup(true));
    }

    private void changed(KafkaStreams.State state) {
        switch (state) {
            case RUNNING -> life.joined();
            case ERROR, PENDING_ERROR -> life.fail("Kafka Streams stopped; its log says why");
            case CREATED, REBALANCING, PENDING_SHUTDOWN, NOT_RUNNING -> {}
        }
    }

    /** Returns the life cycle. */
    public TeacherLifeCycle lifeCycle() {
        return life;
    }

    /** Returns how many sample records this instance has not read yet, as far as known. */
    public long lag() {
        double lag = 0;
        for (Metric metric : streams.metrics().values()) {
            boolean isLag = metric.metricName().name().equals("records-lag")
                    && settings.teaching()
                            .topics()
                            .samples()
                            .equals(metric.metricName().tags().get("topic"));
            if (isLag && metric.metricValue() instanceof Double records && !records.isNaN()) {
                lag += records;
            }
        }
        return (long) lag;
    }

    /** Commits finished work, leaves the consumer group, and frees the model. */
    @Override
    public void close() {
        watch.interrupt();
        try {
            watch.join(TimeUnit.SECONDS.toMillis(CLOSE_TIMEOUT.toSeconds()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!closeStreams(CLOSE_TIMEOUT)) {
            LOG.error("The teacher did not stop in time; what was not committed is read again at the next start");
            return;
        }
        model.close();
        life.stop();
        LOG.info("Stopped");
    }
}
