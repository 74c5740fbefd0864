package io.alambic.teacher.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.teacher.TeacherSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings of a schema registry, as a teacher reads them. */
class ConfiguredRegistryTest {

    private static final String HUSH = "hush-hush";

    /**
     * Reads settings.
     *
     * @param registry pairs {@code key=value} by a semicolon, without their prefix
     */
    private static TeacherSettings read(String registry) {
        Map<String, String> given = new HashMap<>(Stream.of(registry.split(";"))
                .map(pair -> pair.strip().split("=", 2))
                .collect(Collectors.toMap(pair -> "alambic.mapping.registry." + pair[0], pair -> pair[1])));
        given.put("alambic.teacher.model", "teacher.onnx");
        given.put("alambic.mapping.format", "avro");
        given.put("alambic.mapping.tensors.x.fields", "x");
        return new ConfiguredTeacher(TeacherConfiguration.read(
                        new SmallRyeConfigBuilder()
                                .withSources(new PropertiesConfigSource(given, "test", 100))
                                .build(),
                        Map.of("bootstrap.servers", "localhost:9092"),
                        false))
                .settings();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url=ftp://host                                      | url: expected http://host:port",
                "url=http://host; kind=apiary                        | kind: expected one of auto, confluent and apicurio, but got 'apiary'",
                "url=http://host; ids=some                           | ids: expected one of auto, global and content, but got 'some'",
                "url=http://host; user=me                            | user: expected a user and a password, or neither",
                "url=http://host; user=me; password=hush-hush; token=hush-hush | user: expected a user with a password, or a token",
                "url=http://host; token=hush-hush; token-file=/a     | token: expected a text or a file that holds it, but got both",
                "url=http://me:hush-hush@host                        | url: expected an address without credentials",
                "url=http://me:hush-hush@ho st                       | url: expected an address such as http://host:8081",
                "url=http://host; timeout=2m                         | url: expected a timeout above 0 and of at most PT1M, but got PT2M",
                "url=http://host; cache=0                            | url: expected to keep at least 1 schema, but got 0",
            })
    void aMistakeIsNamedByItsKeyAndNeverQuotesASecret(String registry, String message) {
        // When
        ThrowingCallable read = () -> read(registry);

        // Then
        assertThatThrownBy(read)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("alambic.mapping.registry." + message)
                .message()
                .doesNotContain(HUSH);
    }

    @Test
    void aTransactionLastsAsLongAsASchemaIsAskedFor() {
        // When
        TeacherSettings usual = read("url=http://host");
        TeacherSettings patient = read("url=http://host; timeout=40s; token=" + HUSH);

        // Then
        assertThat(usual.streams().longestPass()).isEqualTo(Duration.ofSeconds(8));
        assertThat(patient.streams().longestPass()).isEqualTo(Duration.ofSeconds(40));
        assertThat(patient.toString()).doesNotContain(HUSH);
    }
}
