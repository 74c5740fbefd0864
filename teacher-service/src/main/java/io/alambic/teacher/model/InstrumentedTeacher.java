package io.alambic.teacher.model;

import io.alambic.core.tensor.EncodedTensor;
import io.alambic.models.ModelIdentity;
import java.util.List;
import java.util.function.LongSupplier;

/** Measures the size of each batch and the time of its answer. */
public final class InstrumentedTeacher implements Teacher {

    private final Teacher teacher;
    private final BatchListener listener;
    private final LongSupplier nanoClock;

    /** Told of each answered batch, on the thread that answered it. */
    @FunctionalInterface
    public interface BatchListener {

        /** A batch was answered. */
        void answered(long samples, long nanos);
    }

    /**
     * Measures a teacher; closing this closes the teacher.
     *
     * @param nanoClock monotonic time in nanoseconds
     */
    public InstrumentedTeacher(Teacher teacher, BatchListener listener, LongSupplier nanoClock) {
        this.teacher = teacher;
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
        return answer;
    }

    @Override
    public void close() {
        teacher.close();
    }
}
