package io.alambic.bench.distill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import io.alambic.core.data.LabelledData;
import io.alambic.core.zoo.Cnn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsembleStudyTest {

    private static final LabelledData TRAIN = DistillationStudyTest.colours(240, 1);
    private static final LabelledData TEST = DistillationStudyTest.colours(60, 2);

    @TempDir
    private Path cache;

    private final List<String> said = new ArrayList<>();

    @Test
    void studentsOfBothTeachersAndOfEachOtherLearnAndTheSameSeedGivesTheSame() throws IOException {
        // When
        EnsembleStudy.Outcome once = run();
        EnsembleStudy.Outcome again = run();

        // Then
        assertThat(once.teachers()).hasSize(2).allMatch(accuracy -> accuracy > 0.9);
        assertThat(once.students())
                .extracting(EnsembleStudy.Students::name)
                .containsExactly(
                        "teacher 1",
                        "teacher 2",
                        "both, mean-probabilities",
                        "both, confidence",
                        "labels alone",
                        "labels alone, other architecture",
                        "mutual",
                        "mutual, other architecture");
        assertThat(once.students())
                .allSatisfy(students -> assertThat(students.mean()).isGreaterThan(0.9));
        assertThat(again).isEqualTo(once);
        assertThat(said).hasSize(2 * (2 + 7 * 2));
    }

    @Test
    void theTableSaysWhatIsAheadOfWhat() {
        // Given
        EnsembleStudy.Outcome outcome = new EnsembleStudy.Outcome(
                List.of(0.7, 0.8),
                List.of(
                        new EnsembleStudy.Students("teacher 1", List.of(0.5, 0.7), List.of()),
                        new EnsembleStudy.Students("teacher 2", List.of(0.6, 0.64), List.of()),
                        new EnsembleStudy.Students("both", List.of(0.66, 0.68), List.of("teacher 1", "teacher 2"))));

        // When
        String text = new EnsembleReport("colours", protocol(), outcome).text();

        // Then
        assertThat(text)
                .contains("test accuracy 70.00 % and 80.00 %")
                .contains("| both | 67.00 | 66.00-68.00 | +7.00, +5.00 | teacher 1, teacher 2 |");
    }

    private EnsembleStudy.Outcome run() throws IOException {
        try (NDManager manager = NDManager.newBaseManager()) {
            Protocol protocol = protocol();
            Cnn other = new Cnn(protocol.student().reads(), List.of(4), List.of(8), 3);
            return new EnsembleStudy(new TeacherCache(cache), said::add)
                    .run(protocol, other, TRAIN, TEST, List.of(1L, 2L), manager);
        }
    }

    private static Protocol protocol() {
        ProtocolOptions options = new ProtocolOptions();
        options.teacher = List.of(4, 6);
        options.teacherEpochs = 10;
        options.student = List.of(3, 4);
        options.samples = 96;
        options.epochs = 20;
        options.learningRate = 0.01f;
        return options.protocol(TRAIN);
    }
}
