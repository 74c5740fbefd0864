package io.alambic.bench.services;

import io.alambic.kafka.TopicNames;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A growing group of teachers that share the partitions. Used by one thread. */
public final class TeacherGroup {

    private static final double NANOS = 1e9;

    private final BenchCluster cluster;
    private final TopicNames topics;
    private final Map<String, String> settings;
    private final List<BenchCluster.Started> teachers = new ArrayList<>();

    /**
     * A group without teachers.
     *
     * @param settings of each
     */
    public TeacherGroup(BenchCluster cluster, TopicNames topics, Map<String, String> settings) {
        this.cluster = cluster;
        this.topics = topics;
        this.settings = settings;
    }

    /**
     * Starts teachers up to a number, and waits until each teaches within one slice: a teacher that joins stops the
     * others for a while.
     */
    public void growTo(int size, Duration slice) throws IOException, InterruptedException {
        while (teachers.size() < size) {
            teachers.add(cluster.teacher("teacher-" + teachers.size(), topics, settings));
        }
        cluster.await("each of %d teachers has its share of the partitions".formatted(size), () -> allTeach(slice));
    }

    private boolean allTeach(Duration slice) throws InterruptedException {
        List<Long> before = new ArrayList<>();
        for (BenchCluster.Started teacher : teachers) {
            before.add(taught(teacher));
        }
        Thread.sleep(slice.toMillis());
        for (int i = 0; i < before.size(); i++) {
            if (taught(teachers.get(i)) == before.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** Measures the samples per second of all of them together. */
    public double samplesPerSecond(Duration slice) throws InterruptedException {
        long start = System.nanoTime();
        long before = taught();
        Thread.sleep(slice.toMillis());
        long after = taught();
        return (after - before) * NANOS / (System.nanoTime() - start);
    }

    private long taught() throws InterruptedException {
        long sum = 0;
        for (BenchCluster.Started teacher : teachers) {
            sum += taught(teacher);
        }
        return sum;
    }

    private static long taught(BenchCluster.Started teacher) throws InterruptedException {
        return teacher.metrics().count(BenchCluster.TEACHER_SAMPLES, "fate", "taught");
    }
}
