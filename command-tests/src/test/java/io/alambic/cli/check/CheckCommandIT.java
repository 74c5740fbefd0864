package io.alambic.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The check of a file by the packaged services: that both read the same YAML, and each takes what is its own, only they show. */
class CheckCommandIT {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void findTheServices() {
        System.setProperty(
                "alambic.home", Path.of("..").toAbsolutePath().normalize().toString());
    }

    @Test
    void aValidFileIsSaidToBe() throws IOException {
        // When
        int code = check("""
                alambic:
                  mapping:
                    format: json
                    tensors:
                      features:
                        fields: [ size, weight ]
                  teacher:
                    model: teacher.onnx
                    inputs: features:FP32:2
                    feature-maps: ""
                  student:
                    model:
                      architecture: mlp
                      input: features:2
                    features: ""
                    lambda2: 0
                """);

        // Then
        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString()).contains("the settings of the teacher service and the student service are valid");
    }

    @ParameterizedTest
    @ValueSource(strings = {"federated/centre.yaml", "federated/site.yaml", "private-votes/centre.yaml"})
    void theFilesOfSitesAreValid(String name) throws IOException {
        // Given
        String file = Files.readString(Path.of("..", "deploy").resolve(name));

        // Then
        assertThat(check(file)).as(err.toString()).isZero();
    }

    @Test
    void everyMistakeIsNamedWithItsLineAndWhatIsAllowed() throws IOException {
        // When
        int code = check("""
                alambik:
                  teacher: {}
                kafka:
                  security.protocol: SSL
                alambic:
                  teecher:
                    model: a.onnx
                  mapping:
                    format: jsn
                    tensors:
                      x:
                        fields: a
                  teacher:
                    max-batch: many
                    max-bach: 8
                  student:
                    features: ""
                    grpc:
                      port: 70000
                  up:
                    records: nothing.jsonl
                """);

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("alambic.yaml:1: alambik is not a setting: expected alambic, "),
                        line -> assertThat(line)
                                .startsWith(
                                        "alambic.yaml:4: kafka.security.protocol: expected each part of a key on a line"),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "alambic.yaml:6: alambic.teecher is not a setting: alambic has mapping, merge, student,"
                                                + " teacher, topics, up"),
                        line -> assertThat(line)
                                .startsWith("alambic.yaml:9: alambic.mapping.format: expected one of the formats "),
                        line -> assertThat(line)
                                .startsWith("alambic.yaml:13: alambic.teacher.model is not set: expected "),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "alambic.yaml:14: alambic.teacher.max-batch: expected a whole number, but got"
                                                + " 'many'"),
                        line -> assertThat(line)
                                .startsWith(
                                        "alambic.yaml:15: alambic.teacher.max-bach is not a setting: alambic.teacher has "),
                        line -> assertThat(line).startsWith("alambic.yaml:19: alambic.student.grpc.port: "),
                        line -> assertThat(line).startsWith("alambic.yaml:21: alambic.up.records: expected a file"));
    }

    private int check(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("alambic.yaml"), text);
        return new CommandLine(new CheckCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(file.toString());
    }
}
