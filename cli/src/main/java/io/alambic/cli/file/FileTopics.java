package io.alambic.cli.file;

import io.alambic.cli.run.Cluster;
import io.alambic.kafka.TopicPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The topics that the services of a file read and write.
 *
 * @param file that names them
 */
public record FileTopics(DistillationFile file) {

    private static final String ANSWERS = "alambic.merge.answers";
    private static final String MERGED_TEACHERS = "alambic.merge.teachers.";
    private static final String USUAL_ANSWERS = "alambic.answers";

    /** Creates those that are missing, with one partition, and returns their names. */
    public List<String> create(Cluster cluster, short replicationFactor) throws InterruptedException {
        Map<String, NewTopic> topics = new LinkedHashMap<>();
        for (DescribedService service : file.services()) {
            DistillationFile read = file.as(service);
            new TopicPlan(read.topics(), answers(service), read.limits(), 1, replicationFactor)
                    .topics()
                    .forEach(topic -> topics.putIfAbsent(topic.name(), topic));
        }
        return cluster.createMissing(topics.values());
    }

    /** Returns the topic on which teachers answer to a merge; empty where there is none. */
    public Optional<String> answers(DescribedService service) {
        DistillationFile read = file.as(service);
        boolean merged = StreamSupport.stream(read.config().getPropertyNames().spliterator(), false)
                .anyMatch(key -> key.startsWith(MERGED_TEACHERS));
        return merged ? Optional.of(read.value(ANSWERS).orElse(USUAL_ANSWERS).strip()) : Optional.empty();
    }
}
