package io.alambic.bench.distill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import io.alambic.bench.report.Row;
import io.alambic.bench.report.Section;
import io.alambic.core.data.LabelledData;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.zoo.Cnn;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KnowledgeBytesTest {

    @Test
    void smallerEncodingsAndCompressionTakeFewerBytesOfTheSameKnowledge() {
        // Given
        LabelledData data = DistillationStudyTest.colours(96, 1);
        Cnn teacher = new Cnn(List.of(3, 8, 8), List.of(4, 6), List.of(), 3);

        // When
        Section section;
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = teacher.newNetwork(manager, 1)) {
            section = KnowledgeBytes.section(data, network, "block2", manager);
        }

        // Then
        assertThat(section.rows()).hasSize(6);
        assertThat(section.rows().get(0).name()).isEqualTo("fp32, not compressed");
        assertThat(section.rows().get(5).name()).isEqualTo("int8, zstd");
        Map<String, Double> bytes = section.rows().stream()
                .collect(Collectors.toMap(Row::name, row -> row.figures().get(0).median()));
        int map = 6 * 2 * 2;
        int others = 3 * 8 * 8 + 3 * Float.BYTES + 1;
        assertThat(bytes.get("fp32, not compressed")).isCloseTo(Float.BYTES * map + others, within(5.0));
        assertThat(bytes.get("int8, not compressed")).isCloseTo(map + others, within(5.0));
        assertThat(bytes.get("int8, zstd")).isLessThan(bytes.get("int8, not compressed"));
        assertThat(section.target()).isPresent();
    }
}
