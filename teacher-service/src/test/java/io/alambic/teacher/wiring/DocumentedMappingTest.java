package io.alambic.teacher.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.mapping.MappedText;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.RefusedRecordException;
import io.alambic.mapping.SourceRecord;
import io.alambic.testing.DocumentedCode;
import io.alambic.testing.TextFixtures;
import io.alambic.v1.SampleBatch;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every example of docs/mapping.md makes of its record what the page says. */
class DocumentedMappingTest {

    private static final Path PAGE = Path.of("..", "docs", "mapping.md");

    private static final Map<String, byte[]> HEADERS = Map.of(
            "ce_type", "plant.reading".getBytes(StandardCharsets.UTF_8),
            "ce_id", "17".getBytes(StandardCharsets.UTF_8),
            "ce_time", "2026-03-01T06:00:00Z".getBytes(StandardCharsets.UTF_8));

    @ParameterizedTest
    @CsvSource({
        "sensors",
        "readings",
        "cloud-events-binary",
        "cloud-events-structured",
        "cloud-events-bytes",
        "photos",
        "values-of-photos",
        "texts",
        "avro",
        "protobuf",
        "mails"
    })
    void theExamplesMakeWhatThePageSays(String example, @TempDir Path folder)
            throws IOException, RefusedRecordException {
        // Given
        String settings = new DocumentedCode(PAGE).block("properties", "# " + example);
        String behind = Files.readString(PAGE).split(Pattern.quote(settings), 2)[1];
        RecordMapping mapping = mapping(withSchema(settings, behind, folder)
                .replace(
                        "models/minilm/tokenizer.json",
                        TextFixtures.tokenizer(folder.resolve("tokenizer.json")).toString()));

        // When
        SampleBatch batch = mapping.map(
                        new SourceRecord("line-3".getBytes(StandardCharsets.UTF_8), value(behind), 0, HEADERS::get))
                .batch();

        // Then
        assertThat(MappedText.of(batch, Integer.MAX_VALUE)).isEqualTo(first("text", behind));
    }

    @Test
    void theSettingsOfARegistryAreValid() throws IOException {
        // When
        RecordMapping mapping = mapping(new DocumentedCode(PAGE).block("properties", "# registry"));

        // Then
        assertThat(mapping.tensors()).hasSize(1);
    }

    /** Writes the schema that follows, and names its file. */
    private static String withSchema(String settings, String behind, Path folder) throws IOException {
        Matcher named = Pattern.compile("(?m)^(alambic.mapping.schema=)(.*)$").matcher(settings);
        if (!named.find()) {
            return settings;
        }
        String kind = named.group(2).replaceAll(".*\\.", "");
        Path file = Files.writeString(folder.resolve(named.group(2)), first(kind, behind));
        return named.replaceFirst("$1" + Matcher.quoteReplacement(file.toString()));
    }

    private static RecordMapping mapping(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        Map<String, String> given = new HashMap<>();
        properties.forEach((key, value) -> given.put(key.toString(), value.toString()));
        given.putIfAbsent("alambic.teacher.model", "teacher.onnx");
        Map<String, Object> connection = Map.of("bootstrap.servers", "localhost:9092");
        return new ConfiguredTeacher(TeacherConfiguration.read(
                        new SmallRyeConfigBuilder()
                                .withSources(new PropertiesConfigSource(given, "page", 100))
                                .build(),
                        connection,
                        false))
                .settings()
                .teaching()
                .mapping()
                .orElseThrow();
    }

    /** JSON, or other bytes as base64. */
    private static byte[] value(String text) {
        Matcher block = Pattern.compile("(?ms)^```(json|base64)\\n(.*?)^```$").matcher(text);
        assertThat(block.find()).isTrue();
        return block.group(1).equals("json")
                ? block.group(2).getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(block.group(2).strip());
    }

    private static String first(String language, String text) {
        Matcher block =
                Pattern.compile("(?ms)^```%s\\n(.*?)^```$".formatted(language)).matcher(text);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}
