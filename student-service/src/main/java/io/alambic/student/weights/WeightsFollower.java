package io.alambic.student.weights;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Architecture;
import io.alambic.kafka.CompactedTopicTailer;
import io.alambic.student.registry.ModelVersions;
import io.alambic.student.registry.ServedModel;
import io.alambic.student.registry.ServedModels;
import io.alambic.v1.WeightsManifest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the weights topic of a replica from its beginning, serves the newest whole weights of one student, and goes on with
 * those that come, on the thread that calls {@link #run}. Whatever goes wrong, the weights that serve go on serving.
 */
public final class WeightsFollower {

    private static final Logger LOG = LoggerFactory.getLogger(WeightsFollower.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** The only partition that holds weights. */
    private static final int PARTITION = 0;

    private final CompactedTopicTailer tailer;
    private final WeightsAssembler assembler;
    private final WeightsLoader loader;
    private final ServedModels models;
    private final InstantSource clock;
    private final FollowerListener listener;
    private Optional<PublishedWeights> newest = Optional.empty();
    private WeightsManifest served;

    /**
     * Prepares a follower that {@link #run} starts.
     *
     * @param consumer of committed records, without a subscription; owned by the thread that calls {@link #run}, closed by
     *     the caller
     * @param topic whose first partition holds the weights; others are ignored
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
        this.tailer = new CompactedTopicTailer(consumer, topic, RETRY, new TopicListener(topic));
        this.loader = new WeightsLoader(architecture, engine);
        this.assembler = new WeightsAssembler(new WeightsKeys(student), engine, loader.largestBytes());
        this.models = models;
        this.clock = clock;
        this.listener = listener;
    }

    /** Reads until stopped. */
    public void run() throws InterruptedException {
        tailer.run();
    }

    private void accept(ConsumerRecord<byte[], byte[]> each) {
        try {
            Optional<PublishedWeights> whole = assembler.accept(each.key(), each.value());
            if (whole.isPresent()) {
                forgetNewest();
                newest = whole;
            }
        } catch (RefusedWeightsException e) {
            refused("offset=" + each.offset(), e);
        }
    }

    private void forgetNewest() {
        newest.ifPresent(PublishedWeights::close);
        newest = Optional.empty();
    }

    private void serve(PublishedWeights weights) {
        if (weights.manifest().equals(served)) {
            return;
        }
        try {
            ServedModel model = loader.load(weights);
            models.follow(model);
            served = weights.manifest();
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

    /** Makes {@link #run} return soon. May be called by any thread. */
    public void stop() {
        tailer.stop();
    }

    private final class TopicListener implements CompactedTopicTailer.Listener {

        private final String topic;

        TopicListener(String topic) {
            this.topic = topic;
        }

        @Override
        public void record(ConsumerRecord<byte[], byte[]> record) {
            if (record.partition() == PARTITION) {
                accept(record);
            }
        }

        @Override
        public void caughtUp() {
            newest.ifPresent(WeightsFollower.this::serve);
            forgetNewest();
        }

        @Override
        public void missing() {
            warn("there is no such topic");
        }

        @Override
        public void failed(KafkaException reason) {
            warn(reason.getMessage());
        }

        private void warn(String reason) {
            LOG.warn("topic={} No weights can be read for now: {}", topic, reason);
        }
    }
}
