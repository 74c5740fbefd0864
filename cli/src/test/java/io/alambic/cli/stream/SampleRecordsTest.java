package io.alambic.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.datasets.IdxFolder;
import io.alambic.datasets.IdxImages;
import io.alambic.datasets.ImageViews;
import io.alambic.datasets.View;
import io.alambic.testing.IdxFixtures;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleRecordsTest {

    @TempDir
    private Path folder;

    @Test
    void imagesTravelAsBytesThatStandForZeroToOne() throws IOException {
        // Given
        IdxImages images = new IdxFolder(IdxFixtures.folder(folder)).train();

        // When
        SampleBatch batch = SampleRecords.of(
                        new ImageViews(View.HALF.beside(images)), 3, 2, Instant.ofEpochMilli(1_700_000_000_123L))
                .toProto();

        // Then
        Tensor tensor = batch.getTensors(0);
        assertThat(tensor.getName()).isEqualTo("image");
        assertThat(tensor.getDataType()).isEqualTo(DataType.DATA_TYPE_UINT8);
        assertThat(tensor.getShapeList()).containsExactly(2L, 1L, 2L, 3L);
        assertThat(tensor.getData().toByteArray()).containsExactly(3, 0, 1, 2, 3, 255, 4, 0, 1, 2, 3, 255);
        assertThat(255 * tensor.getQuantization().getScale()).isEqualTo(1f);
        assertThat(batch.getTensors(1).getName()).isEqualTo("half");
        assertThat(batch.getTensors(1).getShapeList()).containsExactly(2L, 1L, 1L, 1L);
        assertThat(batch.getTensors(1).getData().toByteArray()).containsExactly(2, 2);
        assertThat(batch.getLabelsList()).containsExactly(3, 4);
        assertThat(batch.getEventTime().getSeconds()).isEqualTo(1_700_000_000L);
        assertThat(batch.getEventTime().getNanos()).isEqualTo(123_000_000);
        assertThat(SampleCount.ofSamples(batch.toByteArray())).isEqualTo(2);
    }

    @Test
    void aRecordThatCannotBeReadCountsAsOneSample() {
        assertThat(SampleCount.ofSamples("no protobuf at all".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(1);
        assertThat(SampleCount.ofSamples(new byte[0])).isEqualTo(1);
        assertThat(SampleCount.ofSamples(null)).isEqualTo(1);
    }

    @Test
    void knowledgeIsAboutAsManySamplesAsItsInputsHold() {
        // Given
        Knowledge knowledge = Knowledge.newBuilder()
                .addInputs(Tensor.newBuilder().addShape(5).addShape(1))
                .build();

        // Then
        assertThat(SampleCount.ofKnowledge(knowledge)).isEqualTo(5);
        assertThat(SampleCount.ofKnowledge(Knowledge.getDefaultInstance())).isZero();
    }
}
