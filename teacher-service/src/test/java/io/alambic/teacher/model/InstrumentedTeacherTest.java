package io.alambic.teacher.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.bucket.ComputedPlaces;
import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.models.ModelIdentity;
import io.alambic.teacher.TinyModel;
import io.alambic.teacher.model.InstrumentedTeacher.BatchListener;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InstrumentedTeacherTest {

    private final AtomicLong clock = new AtomicLong(1000);
    private final List<Long> told = new ArrayList<>();
    private final Slow slow = new Slow();
    private final InstrumentedTeacher teacher = new InstrumentedTeacher(
            slow,
            Optional.empty(),
            (samples, nanos) -> {
                told.add(samples);
                told.add(nanos);
            },
            clock::get);

    @Test
    void tellsHowManySamplesWereAnsweredAndHowLongThatTook() {
        // Given
        List<List<EncodedTensor>> records = List.of(images(3), images(1));

        // When
        TeacherAnswer answer = teacher.answer(records);

        // Then
        assertThat(answer).isSameAs(slow.answer);
        assertThat(told).containsExactly(4L, 500L);
    }

    @Test
    void tellsHowMuchOfABatchIsPadding() {
        // Given
        Buckets buckets = Buckets.parse("T=4/8", "");
        List<ComputedPlaces> computed = new ArrayList<>();
        BatchListener listener = new BatchListener() {

            @Override
            public void answered(long samples, long nanos) {}

            @Override
            public void computed(ComputedPlaces places) {
                computed.add(places);
            }
        };

        // When
        new InstrumentedTeacher(slow, Optional.of(buckets), listener, clock::get)
                .answer(List.of(texts(buckets, 3), texts(buckets, 4), texts(buckets, 6)));

        // Then
        assertThat(computed).containsExactly(new ComputedPlaces(3 + 4 + 6, 1 + 0 + 2));
    }

    private static List<EncodedTensor> texts(Buckets buckets, int length) {
        List<TensorSpec> inputs = InputSpec.parseAll("ids:INT64:T");
        EncodedTensor ids =
                new EncodedTensor("ids", TensorType.INT64, new Shape(1, length), ByteBuffer.allocate(8 * length), null);
        return buckets.pad(buckets.sized(inputs), List.of(ids));
    }

    @Test
    void isTheTeacherInEverythingElse() {
        // Given
        assertThat(teacher.identity()).isSameAs(slow.identity());

        // When
        teacher.close();

        // Then
        assertThat(slow.closed).isTrue();
    }

    private static List<EncodedTensor> images(int count) {
        return List.of(EncodedTensor.of(TinyModel.samples(count, 0).getTensors(0)));
    }

    private final class Slow implements Teacher {

        private final ModelIdentity identity = new ModelIdentity("slow", "1");
        private final TeacherAnswer answer = new TeacherAnswer(null, Map.of(), new BitSet());
        private boolean closed;

        @Override
        public ModelIdentity identity() {
            return identity;
        }

        @Override
        public TeacherAnswer answer(List<List<EncodedTensor>> records) {
            clock.addAndGet(500);
            return answer;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
