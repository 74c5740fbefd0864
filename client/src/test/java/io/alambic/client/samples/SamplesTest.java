package io.alambic.client.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.alambic.client.NamedTensor;
import io.alambic.client.NamedTensor.Quantization;
import io.alambic.v1.DataType;
import io.alambic.v1.SampleBatch;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SamplesTest {

    private static final NamedTensor TWO =
            NamedTensor.of("image", new byte[] {1, 2, 3, 4}, 2, 2).quantized(Quantization.PIXELS);

    @Test
    void arraysBecomeARecord() {
        // When
        SampleBatch batch = Samples.of(TWO, NamedTensor.of("age", new int[] {40, 50}, 2))
                .withLabels(3, Samples.NO_LABEL)
                .withIds("a", "b")
                .withEventTime(Instant.ofEpochSecond(5, 7))
                .toProto();

        // Then
        assertThat(batch.getTensors(0).getName()).isEqualTo("image");
        assertThat(batch.getTensors(0).getDataType()).isEqualTo(DataType.DATA_TYPE_UINT8);
        assertThat(batch.getTensors(0).getShapeList()).containsExactly(2L, 2L);
        assertThat(batch.getTensors(0).getQuantization().getScale()).isEqualTo(1f / 255);
        assertThat(batch.getTensors(1).getDataType()).isEqualTo(DataType.DATA_TYPE_INT32);
        assertThat(batch.getTensors(1).hasQuantization()).isFalse();
        assertThat(batch.getLabelsList()).containsExactly(3, -1);
        assertThat(batch.getSampleIdsList()).containsExactly("a", "b");
        assertThat(batch.getEventTime().getSeconds()).isEqualTo(5);
        assertThat(batch.getEventTime().getNanos()).isEqualTo(7);
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() {
        // Given
        Samples samples = Samples.of(TWO);

        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.of(TWO, NamedTensor.of("age", new int[3], 3)))
                .withMessage("tensor 'age' has 3 samples, but 'image' has 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Samples.of(TWO, TWO))
                .withMessage("two tensors are called 'image'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> samples.withLabels(1))
                .withMessage("2 samples need 2 labels or none, but 1 came");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> samples.withLabels(1, -2))
                .withMessageContaining("but one is -2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> samples.withIds("a", "a"))
                .withMessage("two samples have the id 'a'");
        assertThatIllegalArgumentException().isThrownBy(() -> samples.withIds("a", ""));
        assertThatIllegalArgumentException().isThrownBy(Samples::of);
    }

    @Test
    void onlyWhatIsAlikeSharesARecord() {
        // Given
        OpenRecord open = new OpenRecord(Duration.ofMillis(10));
        Instant now = Instant.ofEpochSecond(1);
        assertThat(open.add(Samples.of(TWO).withEventTime(now))).isNotDone();

        // Then
        assertThat(open.takes(Samples.of(TWO).withEventTime(now.plusMillis(10))))
                .isTrue();
        assertThat(open.takes(Samples.of(TWO).withEventTime(now.minusMillis(11))))
                .isFalse();
        assertThat(open.takes(Samples.of(TWO))).isFalse();
        assertThat(open.takes(Samples.of(TWO).withEventTime(now).withIds("a", "b")))
                .isFalse();
        assertThat(open.takes(Samples.of(TWO).withEventTime(now).withLabels(1, 2)))
                .isFalse();
        assertThat(open.takes(
                        Samples.of(NamedTensor.of("image", new byte[4], 2, 2)).withEventTime(now)))
                .isFalse();
        assertThat(open.takes(
                        Samples.of(NamedTensor.of("image", new byte[3], 1, 3)).withEventTime(now)))
                .isFalse();
    }

    @Test
    void aSharedRecordHoldsEverythingInOrderWithTheOldestTime() {
        // Given
        OpenRecord open = new OpenRecord(Duration.ofMillis(10));
        Instant now = Instant.ofEpochSecond(1);
        var first = open.add(Samples.of(TWO).withIds("a", "b").withEventTime(now.plusMillis(5)));
        var second = open.add(
                Samples.of(NamedTensor.of("image", new byte[] {5, 6}, 1, 2).quantized(Quantization.PIXELS))
                        .withIds("c")
                        .withEventTime(now));

        // When
        Samples joined = open.joined();
        open.acknowledged("samples", 3, 42);

        // Then
        assertThat(joined.count()).isEqualTo(3);
        assertThat(joined.tensors().get(0).data().toByteArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(joined.ids()).containsExactly("a", "b", "c");
        assertThat(joined.eventTime()).contains(now);
        assertThat(first.join()).isEqualTo(new Placed("samples", 3, 42, 0));
        assertThat(second.join()).isEqualTo(new Placed("samples", 3, 42, 2));
    }

    @Test
    void settingsThatCannotBeMeantAreRefused() {
        // Given
        ProducerSettings settings = ProducerSettings.of("localhost:9092");

        // Then
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withTopic(""));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withBatches(0, 1, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withBatches(1, 1 << 30, Duration.ZERO))
                .withMessageContaining("the largest record");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withBatches(1, 1, Duration.ofMillis(-1)));
    }
}
