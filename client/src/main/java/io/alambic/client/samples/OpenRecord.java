package io.alambic.client.samples;

import com.google.protobuf.ByteString;
import io.alambic.client.NamedTensor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Samples that wait to be sent as one record. Samples share a record only if this changes none of them: they
 * have the same tensors, all or none of them have labels, a label tensor and ids, and their event times differ by no more than
 * they would wait anyway. The record takes the oldest event time, so that freshness never looks better than it
 * is. Not thread safe.
 */
final class OpenRecord {

    private record Waiting(Samples samples, CompletableFuture<Placed> acknowledged) {}

    private final Duration linger;
    private final List<Waiting> waiting = new ArrayList<>();
    private int count;
    private long bytes;

    OpenRecord(Duration linger) {
        this.linger = linger;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int count() {
        return count;
    }

    long bytes() {
        return bytes;
    }

    boolean takes(Samples more) {
        return waiting.isEmpty() || fits(waiting.get(0).samples(), more);
    }

    private boolean fits(Samples one, Samples other) {
        return one.labels().isEmpty() == other.labels().isEmpty()
                && one.ids().isEmpty() == other.ids().isEmpty()
                && one.labelTensor().isPresent() == other.labelTensor().isPresent()
                && one.labelTensor().stream()
                        .allMatch(tensor -> alike(tensor, other.labelTensor().orElseThrow()))
                && together(one.eventTime(), other.eventTime())
                && one.tensors().size() == other.tensors().size()
                && IntStream.range(0, one.tensors().size())
                        .allMatch(
                                i -> alike(one.tensors().get(i), other.tensors().get(i)));
    }

    private boolean together(Optional<Instant> one, Optional<Instant> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() && other.isEmpty();
        }
        return Duration.between(one.get(), other.get()).abs().compareTo(linger) <= 0;
    }

    private static boolean alike(NamedTensor one, NamedTensor other) {
        return one.name().equals(other.name())
                && one.type() == other.type()
                && one.sampleShape().equals(other.sampleShape())
                && one.quantization().equals(other.quantization());
    }

    CompletableFuture<Placed> add(Samples samples) {
        CompletableFuture<Placed> acknowledged = new CompletableFuture<>();
        waiting.add(new Waiting(samples, acknowledged));
        count += samples.count();
        bytes += samples.bytes();
        return acknowledged;
    }

    /** Returns all of them as one. */
    Samples joined() {
        List<Samples> all = waiting.stream().map(Waiting::samples).toList();
        if (all.size() == 1) {
            return all.get(0);
        }
        List<NamedTensor> tensors = IntStream.range(0, all.get(0).tensors().size())
                .mapToObj(i ->
                        joined(all.stream().map(one -> one.tensors().get(i)).toList()))
                .toList();
        return new Samples(
                tensors,
                all.stream().flatMap(one -> one.labels().stream()).toList(),
                all.get(0)
                        .labelTensor()
                        .map(first -> joined(all.stream()
                                .map(one -> one.labelTensor().orElseThrow())
                                .toList())),
                all.stream().flatMap(one -> one.ids().stream()).toList(),
                all.stream().flatMap(one -> one.eventTime().stream()).min(Instant::compareTo));
    }

    private static NamedTensor joined(List<NamedTensor> parts) {
        NamedTensor first = parts.get(0);
        List<Long> shape = new ArrayList<>(first.shape());
        shape.set(0, parts.stream().mapToLong(NamedTensor::samples).sum());
        ByteString data =
                ByteString.copyFrom(parts.stream().map(NamedTensor::data).toList());
        return new NamedTensor(first.name(), first.type(), shape, data, first.quantization());
    }

    void acknowledged(String topic, int partition, long offset) {
        int first = 0;
        for (Waiting one : waiting) {
            one.acknowledged().complete(new Placed(topic, partition, offset, first));
            first += one.samples().count();
        }
    }

    void failed(SampleException reason) {
        waiting.forEach(one -> one.acknowledged().completeExceptionally(reason));
    }
}
