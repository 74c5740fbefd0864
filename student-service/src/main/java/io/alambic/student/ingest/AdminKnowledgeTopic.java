package io.alambic.student.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/** Asks the brokers about the topic. Used by one thread; the creator of the client closes it. */
final class AdminKnowledgeTopic implements KnowledgeTopic {

    private static final long TIMEOUT_S = 5;

    private final Admin admin;
    private final String topic;

    AdminKnowledgeTopic(Admin admin, String topic) {
        this.admin = admin;
        this.topic = topic;
    }

    @Override
    public Optional<Facts> facts() throws InterruptedException {
        try {
            TopicDescription description =
                    get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
            Uuid id = description.topicId();
            return Optional.of(new Facts(
                    Uuid.ZERO_UUID.equals(id) ? "" : id.toString(),
                    description.partitions().size()));
        } catch (RetriableException e) {
            return Optional.empty();
        }
    }

    @Override
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        return get(admin.listOffsets(latest).all()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no broker answered in " + TIMEOUT_S + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException known) {
                throw known;
            }
            throw new KafkaException(e.getCause());
        }
    }
}
