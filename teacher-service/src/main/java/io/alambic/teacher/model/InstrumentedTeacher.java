package io.alambic.teacher.model;

import io.alambic.core.bucket.Buckets;
import io.alambic.core.bucket.ComputedPlaces;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.models.ModelIdentity;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Measures the size of each batch, its padding and the time of its answer. */
public final class InstrumentedTeacher implements Teacher {

    private final Teacher teacher;
    private final Optional<Buckets> buckets;
    private final BatchListener listener;
    private final LongSupplier nanoClock;

    /** Told of each answered batch, on the thread that answered it. */
    @FunctionalInterface
    public interface BatchListener {

        /** A batch was answered. */
        void answered(long samples, long nanos);

        /** The samples of a batch were computed in buckets. */
        default void computed(ComputedPlaces places) {}
    }

    /**
     * Measures a teacher; closing this closes the teacher.
     *
     * @param buckets in which the teacher computes samples, if it has open dimensions
     * @param nanoClock monotonic time in nanoseconds
     */
    public InstrumentedTeacher(
            Teacher teacher, Optional<Buckets> buckets, BatchListener listener, LongSupplier nanoClock) {
        this.teacher = teacher;
        this.buckets = buckets;
        this.listener = listener;
        this.nanoClock = nanoClock;
    }

    @Override
    public ModelIdentity identity() {
        return teacher.identity();
    }

    @Override
    public TeacherAnswer answer(List<List<EncodedTensor>> records) {
        long start = nanoClock.getAsLong();
        TeacherAnswer answer = teacher.answer(records);
        long samples =
                records.stream().mapToLong(record -> record.get(0).samples()).sum();
        listener.answered(samples, nanoClock.getAsLong() - start);
        buckets.ifPresent(sizes -> listener.computed(records.stream()
                .map(record -> sizes.computed(
                        record.get(record.size() - 1), record.get(0).samples()))
                .reduce(ComputedPlaces.NONE, ComputedPlaces::plus)));
        return answer;
    }

    @Override
    public void close() {
        teacher.close();
    }
}
