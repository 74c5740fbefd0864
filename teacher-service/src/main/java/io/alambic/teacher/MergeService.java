package io.alambic.teacher;

import io.alambic.kafka.TopicNames;
import io.alambic.teacher.merge.AnswerRefusal;
import io.alambic.teacher.merge.MergeListener;
import io.alambic.teacher.merge.MergeSettings;
import io.alambic.teacher.merge.MergeTopology;
import io.alambic.teacher.privacy.BudgetWatch;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole merge of several teachers: the Kafka Streams client around its topology. Thread safe. */
public final class MergeService implements AnsweringService {

    private static final Logger LOG = LoggerFactory.getLogger(MergeService.class);

    private final TeacherLifeCycle life = new TeacherLifeCycle();
    private final BudgetWatch budget;
    private final SupervisedStreams streams;

    /**
     * A merge that does not run yet.
     *
     * @param nanoClock monotonic time in nanoseconds
     * @param random what private votes draw their noise with; cryptographically secure, and thread safe
     * @throws IllegalArgumentException if votes are private, but processing is not exactly once
     */
    public MergeService(
            StreamsSettings kafka,
            MergeSettings settings,
            MergeListener listener,
            LongSupplier nanoClock,
            RandomGenerator random) {
        if (settings.privacy().isPresent() && kafka.guarantee() != StreamsSettings.Guarantee.EXACTLY_ONCE_V2) {
            throw new IllegalArgumentException(
                    "private votes need processing exactly once: a crash would forget what answers cost");
        }
        this.budget = new BudgetWatch(listener);
        TopicNames topics = settings.topics();
        this.streams = new SupervisedStreams(
                kafka,
                new SupervisedStreams.Source(
                        "merge",
                        settings.answers(),
                        Set.of(topics.knowledge(), topics.deadLetters()),
                        topics.control(),
                        MergeTopology.changelogs(kafka.applicationId()),
                        topics.deadLetters(),
                        settings.maxRecordBytes()),
                life,
                () -> MergeTopology.build(settings, listener, budget, random),
                Optional.empty(),
                () -> {},
                () -> listener.deadLettered(AnswerRefusal.KILLS_THE_PROCESS),
                nanoClock);
    }

    /** Begins to merge when Kafka answers and has the topics. */
    public void start() {
        streams.start();
    }

    @Override
    public TeacherLifeCycle lifeCycle() {
        return life;
    }

    @Override
    public long lag() {
        return streams.lag();
    }

    @Override
    public Optional<String> notice() {
        return budget.notice();
    }

    @Override
    public void close() {
        if (streams.close()) {
            life.stop();
            LOG.info("Stopped");
        }
    }
}
