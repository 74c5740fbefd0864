package io.alambic.bench.pipeline;

import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.util.Map;

/**
 * Some records that a real teacher has answered, to be repeated for students as often as there is need.
 *
 * @param topics where the teacher wrote
 */
record TaughtTopic(Stage stage, Backlog backlog, TopicNames topics) {

    private static final int RECORDS = 32;
    static final int PER_RECORD = 64;

    /** Lets a teacher answer them, then ends it. */
    static TaughtTopic of(Stage stage, long seed) throws IOException, InterruptedException {
        TopicNames topics = stage.topics("answered");
        Backlog backlog = new Backlog(stage.bootstrapServers(), seed);
        long samples = (long) RECORDS * PER_RECORD;
        backlog.samples(topics.samples(), samples, PER_RECORD);
        Stage.Started teacher = stage.teacher("teacher", topics, Map.of());
        stage.await("the teacher has answered", () -> teacher.probe()
                .metrics()
                .map(metrics -> metrics.count(TeacherPipeline.TAUGHT, "fate", "taught") == samples)
                .orElse(false));
        teacher.process().close();
        return new TaughtTopic(stage, backlog, topics);
    }

    /**
     * Topics for a student, with at least so many samples of knowledge.
     *
     * @param name of the topics
     */
    TopicNames repeated(String name, long samples) throws InterruptedException {
        TopicNames copy = stage.topics(name);
        backlog.repeated(topics.knowledge(), copy.knowledge(), (samples + PER_RECORD - 1) / PER_RECORD);
        return copy;
    }
}
