package io.alambic.student.weights;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Architecture;
import io.alambic.student.registry.ModelVersions;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.alambic.v1.WeightsManifest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of a replica that reads the weights topic from its beginning, serves the newest whole weights
 * of one student, and goes on with those that come. Whatever goes wrong, those that serve go on serving.
 */
public final class WeightsFollower {

    private static final Logger LOG = LoggerFactory.getLogger(WeightsFollower.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long RETRY_SECONDS = 2;

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final WeightsAssembler assembler;
    private final WeightsLoader loader;
    private final ServedModels models;
    private final InstantSource clock;
    private final FollowerListener listener;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Optional<PublishedWeights> newest = Optional.empty();
    private WeightsManifest served;
    private String trouble = "";

    /**
     * A follower that {@link #run} starts.
     *
     * @param consumer of committed records, without a subscription; owned by the thread that runs this,
     *     closed by the caller
     * @param topic of one partition; others are not read
     * @param engine manager under which the networks keep their own
     */
    public WeightsFollower(
            Consumer<byte[], byte[]> consumer,
            String topic,
            String student,
            Architecture architecture,
            NDManager engine,
            ServedModels models,
            InstantSource clock,
            FollowerListener listener) {
        this.consumer = consumer;
        this.partition = new TopicPartition(topic, 0);
        this.assembler = new WeightsAssembler(new WeightsKeys(student));
        this.loader = new WeightsLoader(architecture, engine);
        this.models = models;
        this.clock = clock;
        this.listener = listener;
    }

    /** Reads until stopped. */
    public void run() throws InterruptedException {
        try {
            while (stopped.getCount() > 0) {
                readOrRetry();
            }
        } catch (WakeupException e) {
            LOG.debug("topic={} Stopped", partition.topic());
        }
    }

    private void readOrRetry() throws InterruptedException {
        try {
            if (topicExists()) {
                read();
            } else {
                tell("there is no such topic");
            }
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            tell(e.getMessage());
        }
        if (stopped.await(RETRY_SECONDS, TimeUnit.SECONDS)) {
            throw new WakeupException();
        }
    }

    /** Says once what keeps weights away. */
    private void tell(String reason) {
        if (!trouble.equals(reason)) {
            trouble = String.valueOf(reason);
            LOG.warn("topic={} No weights can be read for now: {}", partition.topic(), trouble);
        }
    }

    private boolean topicExists() {
        try {
            List<PartitionInfo> infos = consumer.partitionsFor(partition.topic(), TIMEOUT);
            return infos != null && !infos.isEmpty();
        } catch (RetriableException e) {
            return false;
        }
    }

    private void read() {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        Map<TopicPartition, Long> end = consumer.endOffsets(List.of(partition), TIMEOUT);
        while (stopped.getCount() > 0) {
            boolean caughtUp = consumer.position(partition, TIMEOUT) >= end.get(partition);
            if (caughtUp) {
                newest.ifPresent(this::serve);
                newest = Optional.empty();
            }
            for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                accept(each);
            }
        }
    }

    private void accept(ConsumerRecord<byte[], byte[]> each) {
        try {
            Optional<PublishedWeights> whole = assembler.accept(each.key(), each.value());
            if (whole.isPresent()) {
                newest = whole;
            }
        } catch (RefusedWeightsException e) {
            refused("offset=" + each.offset(), e);
        }
    }

    private void serve(PublishedWeights weights) {
        if (weights.manifest().equals(served)) {
            return;
        }
        try {
            ServedModel model = loader.load(weights);
            models.follow(model);
            served = weights.manifest();
            trouble = "";
            LOG.debug("version={} step={} Weights serve", model.version(), model.step());
            listener.received(clock.millis()
                    - ModelVersions.millis(weights.manifest().getVersion().getPromotedAt()));
        } catch (RefusedWeightsException e) {
            refused("version=" + weights.version(), e);
        }
    }

    private void refused(String what, RefusedWeightsException e) {
        LOG.error("{} reason={} Weights are not served: {}", what, e.reason().label(), e.getMessage());
        listener.refused(e.reason());
    }

    /** Makes {@link #run} return soon. Any thread. */
    public void stop() {
        stopped.countDown();
        consumer.wakeup();
    }
}
