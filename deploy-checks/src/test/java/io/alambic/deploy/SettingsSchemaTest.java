package io.alambic.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The JSON schema by which editors complete {@code alambic.yaml}. */
class SettingsSchemaTest {

    /** Writes the file instead: {@code mvn test -pl deploy-checks -am -Dtest=SettingsSchemaTest -Dalambic.write-schema=true}. */
    private static final boolean WRITE = Boolean.getBoolean("alambic.write-schema");

    private static final Path FILE = Repository.path("docs/alambic.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void itIsWhatTheServicesRead() throws IOException {
        // When
        String schema = new SettingsSchema(Repository.text(Repository.path("docs/configuration.md"))).text();
        if (WRITE) {
            Files.writeString(FILE, schema);
        }

        // Then
        assertThat(Repository.text(FILE)).isEqualTo(schema);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsValid(Path example) throws IOException {
        assertThat(problems(Files.readString(example))).isEmpty();
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> folders = Files.list(Repository.path("examples"))) {
            return folders.map(folder -> folder.resolve("alambic.yaml"))
                    .filter(Files::exists)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "teacher: {max-bach: 8};max-bach",
                "teacher: {max-batch: many};max-batch",
                "teacher: {processing-guarantee: sometimes};processing-guarantee",
                "mapping: {tensors: {image: {type: FP33}}};type",
                "teecher: {max-batch: 8};teecher",
            })
    void whatIsNoSettingIsMarked(String part, String where) {
        assertThat(problems("alambic: {" + part + "}")).anyMatch(problem -> problem.contains(where));
    }

    private static List<String> problems(String yaml) {
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(Repository.text(FILE));
        JsonNode document = JSON.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
        return schema.validate(document).stream().map(Object::toString).toList();
    }
}
