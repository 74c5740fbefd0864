package io.alambic.bench.services;

import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.util.Map;

/**
 * Some records that a real teacher has answered, repeated as often as a student needs.
 *
 * @param topics where the teacher wrote
 */
public record TaughtTopic(BenchCluster cluster, Backlog backlog, TopicNames topics) {

    private static final int RECORDS = 32;
    public static final int PER_RECORD = 64;

    /** Lets a teacher answer the samples, then stops it. */
    public static TaughtTopic of(BenchCluster cluster, long seed) throws IOException, InterruptedException {
        TopicNames topics = cluster.topics("answered");
        Backlog backlog = new Backlog(cluster.bootstrapServers(), seed);
        long samples = (long) RECORDS * PER_RECORD;
        backlog.samples(topics.samples(), samples, PER_RECORD);
        BenchCluster.Started teacher = cluster.teacher("teacher", topics, Map.of());
        cluster.await("the teacher has answered", () -> teacher.probe()
                .metrics()
                .map(metrics -> metrics.count(BenchCluster.TEACHER_SAMPLES, "fate", "taught") == samples)
                .orElse(false));
        teacher.process().close();
        return new TaughtTopic(cluster, backlog, topics);
    }

    /**
     * Returns topics for a student, with at least a number of samples of knowledge.
     *
     * @param name of the topics
     */
    public TopicNames repeated(String name, long samples) throws InterruptedException {
        TopicNames copy = cluster.topics(name);
        backlog.repeated(topics.knowledge(), copy.knowledge(), (samples + PER_RECORD - 1) / PER_RECORD);
        return copy;
    }
}
