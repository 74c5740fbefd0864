package io.alambic.client.samples;

import com.google.protobuf.Timestamp;
import io.alambic.client.NamedTensor;
import io.alambic.v1.Quantization;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * N samples that belong together. Immutable: the {@code with} methods return a changed copy.
 *
 * @param tensors one for each input of the models, each with N samples
 * @param labels class of each sample, from 0, or {@value #NO_LABEL} where it has none; empty, or N of them
 * @param ids identity of each sample, unique in the stream; empty, or N of them: a sample without one is
 *     identified by the topic, partition and offset of its record and its index in it
 * @param eventTime when the samples came to be; where absent, Kafka's timestamp of the record stands in
 */
public record Samples(List<NamedTensor> tensors, List<Integer> labels, List<String> ids, Optional<Instant> eventTime) {

    /** The label of a sample that has none. */
    public static final int NO_LABEL = -1;

    public Samples {
        tensors = List.copyOf(tensors);
        labels = List.copyOf(labels);
        ids = List.copyOf(ids);
        if (tensors.isEmpty()) {
            throw new IllegalArgumentException("samples need at least one tensor");
        }
        long count = tensors.get(0).samples();
        requireTensors(tensors, count);
        require("labels", labels.size(), count);
        require("ids", ids.size(), count);
        for (int label : labels) {
            if (label < NO_LABEL) {
                throw new IllegalArgumentException(
                        "labels are classes from 0, or %d for none, but one is %d".formatted(NO_LABEL, label));
            }
        }
        requireIds(ids);
    }

    private static void requireTensors(List<NamedTensor> tensors, long count) {
        Set<String> names = new HashSet<>();
        for (NamedTensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException("two tensors are called '%s'".formatted(tensor.name()));
            }
            if (tensor.samples() != count) {
                throw new IllegalArgumentException("tensor '%s' has %d samples, but '%s' has %d"
                        .formatted(
                                tensor.name(), tensor.samples(), tensors.get(0).name(), count));
            }
        }
    }

    private static void require(String what, int came, long expected) {
        if (came != 0 && came != expected) {
            throw new IllegalArgumentException(
                    "%d samples need %d %s or none, but %d came".formatted(expected, expected, what, came));
        }
    }

    private static void requireIds(List<String> ids) {
        Set<String> different = new HashSet<>();
        for (String id : ids) {
            if (id.isEmpty()) {
                throw new IllegalArgumentException("an id must not be empty; leave all ids out where there are none");
            }
            if (!different.add(id)) {
                throw new IllegalArgumentException("two samples have the id '%s'".formatted(id));
            }
        }
    }

    /** Samples without labels, ids and event time. */
    public static Samples of(NamedTensor... tensors) {
        return new Samples(List.of(tensors), List.of(), List.of(), Optional.empty());
    }

    /** With the class of each. */
    public Samples withLabels(int... classes) {
        return new Samples(tensors, Arrays.stream(classes).boxed().toList(), ids, eventTime);
    }

    /** With the identity of each. */
    public Samples withIds(String... identities) {
        return new Samples(tensors, labels, List.of(identities), eventTime);
    }

    /** With the time when they came to be. */
    public Samples withEventTime(Instant time) {
        return new Samples(tensors, labels, ids, Optional.of(time));
    }

    /** N. */
    public int count() {
        return Math.toIntExact(tensors.get(0).samples());
    }

    /** Bytes of the tensors. */
    public long bytes() {
        return tensors.stream().mapToLong(tensor -> tensor.data().size()).sum();
    }

    /** As they travel. */
    public SampleBatch toProto() {
        SampleBatch.Builder batch =
                SampleBatch.newBuilder().addAllLabels(labels).addAllSampleIds(ids);
        tensors.forEach(tensor -> batch.addTensors(toProto(tensor)));
        eventTime.ifPresent(time -> batch.setEventTime(
                Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano())));
        return batch.build();
    }

    private static Tensor toProto(NamedTensor tensor) {
        Tensor.Builder proto = Tensor.newBuilder()
                .setName(tensor.name())
                .setDataType(tensor.type().proto())
                .addAllShape(tensor.shape())
                .setData(tensor.data());
        tensor.quantization()
                .ifPresent(how -> proto.setQuantization(
                        Quantization.newBuilder().setScale(how.scale()).setZeroPoint(how.zeroPoint())));
        return proto.build();
    }
}
