package io.alambic.teacher.model;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.FailureReason;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.remote.ModelRefusedException;
import io.alambic.models.remote.ModelUnavailableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Tells samples that a model refuses from a model that is broken or does not fit the stream. All teachers of a model share
 * it. Thread safe.
 *
 * <p>The first sample that the model answers is the reference: where the model refuses it later, the model is broken. As long
 * as nothing was answered, a batch of several records that is refused for one reason is a mistake in the configuration.
 */
final class RefusalJudge {

    private final List<TensorSpec> inputs;
    private final AtomicReference<List<EncodedTensor>> reference = new AtomicReference<>();
    private final AtomicReference<RefusedRecord> lastRefused = new AtomicReference<>();

    /** A record whose samples were all refused; after an aborted transaction it comes again. */
    private record RefusedRecord(String reason, int contentHash) {

        private boolean isAnotherThan(RefusedRecord before) {
            return before != null && before.contentHash != contentHash && before.reason.equals(reason);
        }
    }

    /**
     * A judge.
     *
     * @param inputs of the model
     */
    RefusalJudge(List<TensorSpec> inputs) {
        this.inputs = List.copyOf(inputs);
    }

    /** Returns whether a sample was answered already. */
    boolean hasReference() {
        return reference.get() != null;
    }

    /** Keeps a copy of a sample that was answered, if it is the first. */
    void answered(List<EncodedTensor> record, int sample) {
        if (!hasReference()) {
            BitSet row = new BitSet();
            row.set(sample);
            reference.compareAndSet(
                    null, record.stream().map(tensor -> tensor.copyOf(row)).toList());
        }
    }

    /**
     * Called before a batch that failed is split.
     *
     * @param probe answers one sample and returns the model's refusal, if it refuses
     * @throws IllegalStateException if the model refuses a sample that it answered before
     * @throws ModelUnavailableException if it does, and may answer again later
     */
    void beforeSplit(Function<List<EncodedTensor>, Optional<RuntimeException>> probe) {
        List<EncodedTensor> known = reference.get();
        if (known != null) {
            probe.apply(known).ifPresent(refusal -> {
                throw broken("the model refuses a sample that it answered before", refusal);
            });
        }
    }

    /**
     * Called when every sample of a batch was refused.
     *
     * @param records the sample records of the batch
     * @param refusals the error of each sample
     * @param probe as for {@link #beforeSplit}
     * @throws IllegalStateException if the model refuses whatever comes
     * @throws ModelUnavailableException if it does, and may answer again later
     */
    void allRefused(
            List<List<EncodedTensor>> records,
            Collection<RuntimeException> refusals,
            Function<List<EncodedTensor>, Optional<RuntimeException>> probe) {
        if (hasReference()) {
            return;
        }
        Set<String> reasons = refusals.stream().map(FailureReason::of).collect(Collectors.toSet());
        RuntimeException first = refusals.iterator().next();
        if (reasons.size() > 1) {
            return;
        }
        RefusedRecord last = new RefusedRecord(
                reasons.iterator().next(),
                records.get(0).stream().map(EncodedTensor::data).toList().hashCode());
        if (records.size() > 1 || last.isAnotherThan(lastRefused.getAndSet(last))) {
            throw broken("the model has answered nothing yet and refuses every sample for one reason", first);
        }
        probe.apply(zeros()).ifPresent(refusal -> {
            throw broken("the model refuses every sample, also one of zeros", refusal);
        });
    }

    private List<EncodedTensor> zeros() {
        return inputs.stream().map(RefusalJudge::zeros).toList();
    }

    private static EncodedTensor zeros(TensorSpec input) {
        ByteBuffer data =
                ByteBuffer.allocate(Math.toIntExact(input.bytesPerSample())).order(ByteOrder.LITTLE_ENDIAN);
        Shape shape = input.batchShape(1);
        return new EncodedTensor(input.name(), input.type(), shape, data, null);
    }

    private static RuntimeException broken(String what, RuntimeException refusal) {
        String message = "%s: %s".formatted(what, FailureReason.of(refusal));
        return refusal instanceof ModelRefusedException remote && remote.mayPass()
                ? new ModelUnavailableException(message, refusal)
                : new IllegalStateException(message, refusal);
    }
}
