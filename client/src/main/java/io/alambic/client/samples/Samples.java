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
import java.util.stream.Stream;

/**
 * N samples that are sent together. Immutable: the {@code with} methods return a modified copy.
 *
 * @param tensors one for each model input, each with N samples
 * @param labels class of each sample, from 0, or {@value #NO_LABEL} if it has none; empty, or N entries
 * @param labelTensor labels of tasks that do not have one class a sample, [N, ...]: whole numbers, negative ones not counted,
 *     or real ones, NaN not counted; not together with labels
 * @param ids identity of each sample, unique in the stream; empty, or N entries: without an id, a sample is
 *     identified by the topic, partition and offset of its record and its index in the record
 * @param eventTime time at which the samples originated; if absent, Kafka's timestamp of the record is used
 */
public record Samples(
        List<NamedTensor> tensors,
        List<Integer> labels,
        Optional<NamedTensor> labelTensor,
        List<String> ids,
        Optional<Instant> eventTime) {

    /** The label of an unlabelled sample. */
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
        labelTensor.ifPresent(tensor -> require("label rows", tensor.samples(), count));
        if (labelTensor.isPresent() && !labels.isEmpty()) {
            throw new IllegalArgumentException("samples have labels or a label tensor, but not both");
        }
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

    private static void require(String what, long came, long expected) {
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

    /** Creates samples without labels, ids and event time. */
    public static Samples of(NamedTensor... tensors) {
        return new Samples(List.of(tensors), List.of(), Optional.empty(), List.of(), Optional.empty());
    }

    /** Returns a copy with the class of each sample. */
    public Samples withLabels(int... classes) {
        return new Samples(tensors, Arrays.stream(classes).boxed().toList(), labelTensor, ids, eventTime);
    }

    /** Returns a copy with labels of a task that does not have one class a sample; the name of the tensor is not read. */
    public Samples withLabelTensor(NamedTensor rows) {
        return new Samples(tensors, labels, Optional.of(rows), ids, eventTime);
    }

    /** Returns a copy with the identity of each sample. */
    public Samples withIds(String... identities) {
        return new Samples(tensors, labels, labelTensor, List.of(identities), eventTime);
    }

    /** Returns a copy with the event time of the samples. */
    public Samples withEventTime(Instant time) {
        return new Samples(tensors, labels, labelTensor, ids, Optional.of(time));
    }

    /** Returns N. */
    public int count() {
        return Math.toIntExact(tensors.get(0).samples());
    }

    /** Returns the size of the tensors, in bytes. */
    public long bytes() {
        return Stream.concat(tensors.stream(), labelTensor.stream())
                .mapToLong(tensor -> tensor.data().size())
                .sum();
    }

    /** Returns the samples as a protobuf message. */
    public SampleBatch toProto() {
        SampleBatch.Builder batch =
                SampleBatch.newBuilder().addAllLabels(labels).addAllSampleIds(ids);
        tensors.forEach(tensor -> batch.addTensors(toProto(tensor)));
        labelTensor.ifPresent(tensor -> batch.setLabelTensor(toProto(tensor)));
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
