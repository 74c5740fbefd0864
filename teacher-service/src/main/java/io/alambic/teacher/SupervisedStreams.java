package io.alambic.teacher;

import io.alambic.kafka.StartsInVain;
import io.alambic.teacher.StreamsSettings.Guarantee;
import io.alambic.teacher.mapping.MappingAhead;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka Streams client from its start, which waits for what is missing, to its end. It looks after its source topic meanwhile, and
 * skips records whose reading has ended earlier processes. Thread safe.
 */
final class SupervisedStreams {

    private static final Logger LOG = LoggerFactory.getLogger(SupervisedStreams.class);

    /** Less than the 30 s that Kubernetes gives a container. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(25);

    private static final Duration REPLACE_TIMEOUT = Duration.ofSeconds(5);

    private final StreamsSettings settings;
    private final Source source;
    private final TeacherLifeCycle life;
    private final Supplier<Topology> topology;
    private final Optional<MappingAhead> mapping;
    private final Preparation preparation;
    private final Runnable killerSkipped;
    private final LongSupplier nanoClock;
    private final Thread watch;
    private volatile KafkaStreams streams;

    /**
     * What is read, and by whom.
     *
     * @param service its name in the log and in dead letters
     * @param topic that is read
     * @param others topics that are needed beside it and the control topic
     * @param control the control topic
     * @param changelogs of the stores
     * @param deadLetters where records go that cannot be read
     * @param maxRecordBytes largest record
     */
    record Source(
            String service,
            String topic,
            Set<String> others,
            String control,
            List<String> changelogs,
            String deadLetters,
            int maxRecordBytes) {

        Set<String> needed() {
            Set<String> needed = new HashSet<>(others);
            needed.add(topic);
            needed.add(control);
            return needed;
        }
    }

    /** What has to be waited for before the first record is read. */
    interface Preparation {

        /** Returns when all is well; throws an {@link IllegalStateException} if it never will be. */
        void await() throws InterruptedException;
    }

    /**
     * A client that does not run yet.
     *
     * @param mapping begins to map records when they are polled
     * @param preparation is waited for when the topics are there
     * @param killerSkipped is told of a record that cannot be read
     */
    SupervisedStreams(
            StreamsSettings settings,
            Source source,
            TeacherLifeCycle life,
            Supplier<Topology> topology,
            Optional<MappingAhead> mapping,
            Preparation preparation,
            Runnable killerSkipped,
            LongSupplier nanoClock) {
        this.settings = settings;
        this.source = source;
        this.life = life;
        this.topology = topology;
        this.mapping = mapping;
        this.preparation = preparation;
        this.killerSkipped = killerSkipped;
        this.nanoClock = nanoClock;
        this.watch = new Thread(new SupervisedTask(this::startAndWatch, this::failed), source.service() + "-topics");
        this.streams = create(Map.of());
    }

    private KafkaStreams create(Map<TopicPartition, NavigableSet<Long>> skipped) {
        KafkaStreams created =
                new KafkaStreams(topology.get(), settings.properties(), new StreamsClients(skipped, mapping));
        created.setUncaughtExceptionHandler(new FailurePolicy(life));
        created.setStateListener((now, before) -> {
            if (streams == created) {
                changed(now);
            }
        });
        return created;
    }

    /** Begins when Kafka answers and has the topics. */
    void start() {
        watch.start();
    }

    private void startAndWatch() throws InterruptedException {
        Admin admin = Admin.create(settings.connection());
        try {
            new TopicsCheck(
                            source.service(),
                            admin,
                            source.needed(),
                            new TransactionSupport(admin, settings.guarantee()),
                            life::waitFor)
                    .await();
            SourceTopic topic = new SourceTopic(
                    admin,
                    settings.applicationId(),
                    source.topic(),
                    source.control(),
                    source.changelogs().stream()
                            .map(changelog -> new ChangelogPartitions(admin, changelog))
                            .toList());
            topic.settle();
            preparation.await();
            skip(startsInVain(admin).note());
            life.topicsFound();
            streams.start();
            String lost = topic.awaitLost();
            LOG.error("The {} ends, and a new start is needed: {}", source.service(), lost);
            life.fail(lost);
            closeStreams(Duration.ZERO);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private StartsInVain startsInVain(Admin admin) {
        return new StartsInVain(
                admin,
                new StartsInVain.Reader(
                        source.service(),
                        source.topic(),
                        source.deadLetters(),
                        settings.applicationId(),
                        settings.connection(),
                        settings.guarantee() == Guarantee.EXACTLY_ONCE_V2 ? "read_committed" : "read_uncommitted",
                        source.maxRecordBytes()),
                "kills_the_process",
                killerSkipped);
    }

    /** Replaces the client, which has not started, by one that skips offsets. */
    private void skip(Map<TopicPartition, NavigableSet<Long>> unreadable) {
        if (!unreadable.isEmpty()) {
            LOG.warn("offsets={} Records are skipped, because they cannot be read", unreadable);
            streams.close(REPLACE_TIMEOUT);
            streams = create(unreadable);
        }
    }

    /** Ends all when its topics are not looked after any more. */
    private void failed(String reason) {
        LOG.error("The {} cannot start, or look after its topics: {}", source.service(), reason);
        life.fail(reason);
        closeStreams(Duration.ZERO);
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

    /** Returns how many records of the source topic this instance has not read yet, as far as known. */
    long lag() {
        double lag = 0;
        for (Metric metric : streams.metrics().values()) {
            boolean isLag = metric.metricName().name().equals("records-lag")
                    && source.topic().equals(metric.metricName().tags().get("topic"));
            if (isLag && metric.metricValue() instanceof Double records && !records.isNaN()) {
                lag += records;
            }
        }
        return (long) lag;
    }

    /** Commits finished work and leaves the consumer group; returns whether that ended within the limit of time. */
    boolean close() {
        long end = nanoClock.getAsLong() + CLOSE_TIMEOUT.toNanos();
        watch.interrupt();
        try {
            TimeUnit.NANOSECONDS.timedJoin(watch, CLOSE_TIMEOUT.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean closed = closeStreams(Duration.ofNanos(Math.max(0, end - nanoClock.getAsLong())));
        if (!closed) {
            LOG.error(
                    "The {} did not stop in time; what was not committed is read again at the next start",
                    source.service());
        }
        return closed;
    }
}
