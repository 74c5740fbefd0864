package io.alambic.mapping.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alambic.core.settings.Secret;
import io.alambic.mapping.RegistryUnavailableException;
import io.alambic.mapping.SourceRecord;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A registry that is away is nobody's fault who wrote records; one that knows an id no more is asked again. */
class RegistryOutageTest {

    private static final Duration SHORT = Duration.ofMillis(900);

    private StubRegistry registry;

    @TempDir
    Path folder;

    @BeforeEach
    void startsARegistry() throws IOException {
        registry = new StubRegistry();
    }

    @AfterEach
    void stopsIt() {
        registry.close();
    }

    private static SourceRecord named(int id) {
        return SourceRecord.of(new byte[] {0, 0, 0, (byte) (id >> 8), (byte) id}, 0);
    }

    private static RegisteredSchemas<String> texts(RegistrySettings settings) {
        return RegisteredSchemas.of(settings, SchemaText::main, System::nanoTime);
    }

    @ParameterizedTest
    @EnumSource(value = StubRegistry.Behaviour.class, mode = EnumSource.Mode.EXCLUDE, names = "ANSWERS")
    void anOutageIsAskedAboutUntilTheTimeIsUp(StubRegistry.Behaviour outage) throws IOException {
        // Given
        registry.confluent(1, "AVRO", "text", "[]");
        RegisteredSchemas<String> schemas = texts(registry.confluent(SHORT));
        registry.behave(outage);

        // When
        ThrowingCallable during = () -> schemas.of(named(1));

        // Then
        assertThatThrownBy(during)
                .isInstanceOf(RegistryUnavailableException.class)
                .hasMessageStartingWith(
                        "the schema registry " + registry.url("") + " does not answer (with no credentials): ");
        registry.behave(StubRegistry.Behaviour.ANSWERS);
        assertThat(schemas.of(named(1)).schema()).as("and it is forgotten").isEqualTo("text");
    }

    @Test
    void aRegistryThatComesBackInTimeIsWaitedFor() throws IOException {
        // Given
        registry.confluent(1, "AVRO", "text", "[]");
        registry.behave(StubRegistry.Behaviour.FAILS);
        AtomicLong now = new AtomicLong();
        RegistrySettings settings = registry.confluent(Duration.ofSeconds(30));
        RegistryCalls calls = new RegistryCalls(settings, now::get, time -> {
            now.addAndGet(time.toNanos());
            if (registry.asked().size() == 3) {
                registry.behave(StubRegistry.Behaviour.ANSWERS);
            }
        });

        // When
        SchemaText schema = new Registry(settings, calls).schema(SchemaId.of(SchemaId.Kind.NUMBER, 1));

        // Then
        assertThat(schema.main()).isEqualTo("text");
        assertThat(registry.asked()).hasSize(4);
        assertThat(Duration.ofNanos(now.get())).isEqualTo(Duration.ofMillis(100 + 200 + 400));
    }

    @Test
    void aRegistryThatIsNotThereIsAway() throws IOException {
        // Given
        URI nobody = registry.url("");
        registry.close();
        RegisteredSchemas<String> schemas =
                texts(new RegistrySettings(nobody, RegistryKind.CONFLUENT, false, RegistryCredentials.NONE, SHORT, 10));

        // When
        ThrowingCallable ask = () -> schemas.of(named(1));

        // Then
        assertThatThrownBy(ask).isInstanceOf(RegistryUnavailableException.class);
    }

    @Test
    void anUnknownIdIsAskedForAgainAfterAWhile() throws IOException {
        // Given
        AtomicLong now = new AtomicLong();
        KeptSchemas<String> schemas = new KeptSchemas<>(
                10,
                id -> new Registry(
                                registry.confluent(SHORT),
                                new RegistryCalls(registry.confluent(SHORT), System::nanoTime))
                        .schema(id)
                        .main(),
                now::get);
        SchemaId id = SchemaId.of(SchemaId.Kind.NUMBER, 5);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> schemas.get(id)).hasMessage("the registry knows no schema of id 5");
        }
        registry.confluent(5, "AVRO", "late", "[]");
        now.addAndGet(Duration.ofSeconds(10).toNanos());

        // When
        String schema = schemas.get(id);

        // Then
        assertThat(schema).isEqualTo("late");
        assertThat(registry.asked()).hasSize(2);
    }

    @Test
    void onlyTheNewestSchemasAreKept() throws IOException {
        // Given
        for (int id = 1; id <= 3; id++) {
            registry.confluent(id, "AVRO", "text" + id, "[]");
        }
        RegisteredSchemas<String> schemas = texts(registry.settings("", Duration.ofSeconds(20), 2));

        // When
        for (int id : new int[] {1, 2, 1, 3, 1, 2}) {
            schemas.of(named(id));
        }

        // Then
        assertThat(registry.asked())
                .containsExactly("/schemas/ids/1", "/schemas/ids/2", "/schemas/ids/3", "/schemas/ids/2");
    }

    @Test
    void manyThreadsAskOnce() {
        // Given
        registry.confluent(1, "AVRO", "text", "[]");
        RegisteredSchemas<String> schemas = texts(registry.confluent(Duration.ofSeconds(20)));
        ExecutorService threads = Executors.newFixedThreadPool(8);

        // When
        List<CompletableFuture<String>> all = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> schema(schemas), threads))
                .toList();

        // Then
        assertThat(all).allMatch(each -> each.join().equals("text"));
        assertThat(registry.asked()).hasSize(1);
        threads.shutdown();
    }

    private static String schema(RegisteredSchemas<String> schemas) {
        try {
            return schemas.of(named(1)).schema();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void credentialsAreSentAndNeverShown() throws IOException {
        // Given
        registry.confluent(1, "AVRO", "text", "[]");
        Path file = Files.writeString(folder.resolve("password"), "hush\n");
        RegistryCredentials user = new RegistryCredentials(
                Optional.of("reader"), new Secret(Optional.empty(), Optional.of(file)), Secret.NONE);
        RegistryCredentials token = new RegistryCredentials(
                Optional.empty(), Secret.NONE, new Secret(Optional.of("hush"), Optional.empty()));

        // When
        for (RegistryCredentials credentials : List.of(user, token)) {
            texts(new RegistrySettings(registry.url(""), RegistryKind.CONFLUENT, false, credentials, SHORT, 10))
                    .of(named(1));
        }

        // Then
        String pair = Base64.getEncoder().encodeToString("reader:hush".getBytes(StandardCharsets.UTF_8));
        assertThat(registry.authorizations()).containsExactly("Basic " + pair, "Bearer hush");
        assertThat(user + " " + token + " " + token.token() + " " + user.password())
                .doesNotContain("hush");
    }

    @Test
    void schemasThatReferToEachOtherAreReadOnce() throws IOException {
        // Given
        String reference = "[{\"name\": \"%s\", \"subject\": \"%s\", \"version\": 1}]";
        registry.confluent(1, "AVRO", "main", reference.formatted("a", "a"))
                .put(
                        "/subjects/a/versions/1?deleted=true",
                        StubRegistry.confluentAnswer("AVRO", "A", reference.formatted("b", "b")))
                .put(
                        "/subjects/b/versions/1?deleted=true",
                        StubRegistry.confluentAnswer("AVRO", "B", reference.formatted("a", "a")));
        RegisteredSchemas<String> schemas = RegisteredSchemas.of(
                registry.confluent(Duration.ofSeconds(20)),
                text -> text.references().keySet().toString(),
                System::nanoTime);

        // When
        String names = schemas.of(named(1)).schema();

        // Then
        assertThat(names).isEqualTo("[b, a]");
        assertThat(registry.asked()).hasSize(3);
    }
}
