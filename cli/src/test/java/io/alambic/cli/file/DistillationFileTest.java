package io.alambic.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.cli.UserError;
import io.alambic.core.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistillationFileTest {

    private static final String FILE = """
            kafka:
              bootstrap:
                servers: b1:9092,b2:9092
              ssl:
                truststore:
                  location: ca.p12
            alambic:
              topics:
                samples: plant.sensors
              mapping:
                format: json
                filter:
                  - kind = measurement
                  - quality = good
                tensors:
                  "features.x":
                    fields: temperature
              student:
                name: small
              up:
                records: [ records.jsonl ]
                passes: 3
            """;

    @TempDir
    private Path folder;

    @Test
    void itSaysWhatTheServicesRead() throws IOException {
        // When
        DistillationFile file = read(FILE);

        // Then
        assertThat(file.services()).containsExactly(new DescribedService(Role.STUDENT, Optional.empty()));
        assertThat(file.topics().samples()).isEqualTo("plant.sensors");
        assertThat(file.topics().knowledge()).isEqualTo("alambic.knowledge");
        assertThat(file.value("alambic.student.name")).contains("small");
        assertThat(file.bootstrapServers()).contains("b1:9092,b2:9092");
        assertThat(file.connection("b3:9092"))
                .containsEntry("bootstrap.servers", "b3:9092")
                .containsEntry("ssl.truststore.location", "ca.p12")
                .hasSize(2);
        assertThat(file.mapping().orElseThrow().tensors()).singleElement().satisfies(tensor -> assertThat(tensor.name())
                .isEqualTo("features.x"));
    }

    @Test
    void eachProfileWithSettingsOfARoleIsAServiceOfItsOwn() throws IOException {
        // Given
        DistillationFile file = read("""
                alambic:
                  merge: {teachers: {large: {weight: 2}, small: {weight: 1}}}
                  teacher: {max-batch: 64}
                  student: {seed: 1}
                "%large":
                  alambic: {teacher: {model: large.pt, application-id: big}}
                "%small":
                  alambic: {teacher: {model: small.pt}}
                "%prod":
                  alambic: {student: {seed: 2}}
                """);
        var large = new DescribedService(Role.TEACHER, Optional.of("large"));
        var small = new DescribedService(Role.TEACHER, Optional.of("small"));
        var student = new DescribedService(Role.STUDENT, Optional.empty());

        // Then
        assertThat(file.services())
                .containsExactly(large, small, new DescribedService(Role.MERGE, Optional.empty()), student);
        assertThat(file.services())
                .extracting(DescribedService::id)
                .containsExactly("teacher-large", "teacher-small", "merge", "student-service");
        assertThat(file.as(large).value("alambic.teacher.model")).contains("large.pt");
        assertThat(file.as(large).value("alambic.teacher.max-batch")).contains("64");
        assertThat(file.as(large).value("alambic.teacher.application-id")).contains("big");
        assertThat(file.as(small).value("alambic.teacher.application-id")).contains("alambic-teacher-small");
        assertThat(file.as(small).says("alambic.teacher.application-id")).isFalse();
        assertThat(file.as(student).value("alambic.student.seed")).contains("2");
        assertThat(new FileTopics(file).answers(small)).contains("alambic.answers");
        assertThat(file.keyFor(large, "alambic.teacher.model")).isEqualTo("%large.alambic.teacher.model");
        assertThat(file.keyFor(large, "alambic.teacher.max-batch")).isEqualTo("alambic.teacher.max-batch");
        assertThat(file.keyFor(large, "alambic.teacher.inputs")).isEqualTo("%large.alambic.teacher.inputs");
    }

    @Test
    void severalStudentsHaveTopicsOfWeightsOfTheirOwn() throws IOException {
        // Given
        DistillationFile file = read("""
                "%wide":
                  alambic: {student: {seed: 1}}
                "%deep":
                  alambic: {student: {seed: 2}, topics: {weights: w}}
                """);

        // Then
        assertThat(file.services(Role.STUDENT))
                .extracting(student -> file.as(student).topics().weights())
                .containsExactly("alambic.weights.wide", "w");
    }

    @ParameterizedTest
    @CsvSource({
        "alambic.mapping.filter[1], 14",
        "alambic.mapping.filter, 12",
        "alambic.mapping.tensors.features.x.fields, 17",
        "alambic.mapping.tensors.\"features.x\".fields, 17",
        "alambic.student.model.architecture, 18",
        "alambic.teacher.model, 7",
        "quarkus.http.port, 0",
    })
    void aKeyStandsOnItsLineOrOnThatOfWhatIsNearest(String key, int line) throws IOException {
        assertThat(read(FILE).line(key)).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a: [;:2:1: ",
                "a: 1\\na: 2;:2:1: the key 'a' comes twice",
                "a:\\n  b: 1\\n  b: 2;:3:3: the key 'a.b' comes twice",
                "- a;:1:1: expected keys such as 'alambic:'",
                "a: &x\\n  b: *x;:1:4: an alias stands within what it repeats",
                "? [1, 2]\\n: x;:1:3: expected a name as a key",
                "a: b: c;:1:5: ",
            })
    void whatIsNotYamlWithKeysIsRefusedWithItsPlace(String text, String sentence) {
        assertThatThrownBy(() -> read(text.replace("\\n", "\n") + "\n"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("alambic.yaml" + sentence);
    }

    @Test
    void nestingHasAnEnd() {
        assertThatThrownBy(() -> read("[".repeat(10_000))).isInstanceOf(UserError.class);
    }

    @Test
    void aMistakeInTheMappingBeginsWithItsKey() {
        assertThatThrownBy(() -> read(FILE.replace("fields: temperature", "fields: temperature | scal(2)"))
                        .mapping())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("alambic.mapping.tensors.features.x")
                .hasMessageContaining("scal");
    }

    @Test
    void recordsAreFoundBesideTheFile() throws IOException {
        // Given
        Path records = Files.writeString(folder.resolve("records.jsonl"), "{}\n");

        // When
        ProducedRecords produced = ProducedRecords.of(read(FILE));

        // Then
        assertThat(produced).isEqualTo(new ProducedRecords(java.util.List.of(records), 3, 0));
    }

    @Test
    void recordsThatAreNotThereAreAMistakeOfTheirKey() {
        assertThatThrownBy(() -> ProducedRecords.of(read(FILE)))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("alambic.up.records: expected a file or folder of records, but ");
    }

    @ParameterizedTest
    @CsvSource({"passes: 0, alambic.up.passes", "passes: 1.5, alambic.up.passes", "rate: -1, alambic.up.rate"})
    void numbersAreWithinTheirBounds(String line, String key) {
        assertThatThrownBy(() -> ProducedRecords.of(read("alambic:\n  up:\n    " + line + "\n")))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith(key + ": expected a");
    }

    private DistillationFile read(String text) throws IOException {
        return DistillationFile.read(Files.writeString(folder.resolve("alambic.yaml"), text));
    }
}
