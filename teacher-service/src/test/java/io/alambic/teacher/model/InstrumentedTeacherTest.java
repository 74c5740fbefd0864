package io.alambic.teacher.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.tensor.EncodedTensor;
import io.alambic.models.ModelIdentity;
import io.alambic.teacher.TinyModel;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InstrumentedTeacherTest {

    private final AtomicLong clock = new AtomicLong(1000);
    private final List<Long> told = new ArrayList<>();
    private final Slow slow = new Slow();
    private final InstrumentedTeacher teacher = new InstrumentedTeacher(
            slow,
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
