package io.alambic.teacher;

import io.alambic.kafka.TopicNames;
import io.alambic.teacher.merge.AnswerRefusal;
import io.alambic.teacher.merge.MergeListener;
import io.alambic.teacher.merge.MergeSettings;
import io.alambic.teacher.merge.MergeTopology;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A whole merge of several teachers: the Kafka Streams client around its topology. Thread safe. */
public final class MergeService implements AnsweringService {

    private static final Logger LOG = LoggerFactory.getLogger(MergeService.class);

    private final TeacherLifeCycle life = new TeacherLifeCycle();
    private final SupervisedStreams streams;

    /**
     * A merge that does not run yet.
     *
     * @param nanoClock monotonic time in nanoseconds
     */
    public MergeService(StreamsSettings kafka, MergeSettings settings, MergeListener listener, LongSupplier nanoClock) {
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
                () -> MergeTopology.build(settings, listener),
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
    public void close() {
        if (streams.close()) {
            life.stop();
            LOG.info("Stopped");
        }
    }
}
