package io.alambic.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alambic.datasets.fetch.DataSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * MNIST from a data set repository in DJL's layout: a metadata file names the four gzipped IDX files.
 *
 * @param repository base address of the repository, ending in a slash
 */
public record DjlMnist(URI repository) implements DataSource {

    /** The repository that DJL uses by default. */
    public static final URI DEFAULT_REPOSITORY = URI.create("https://mlrepo.djl.ai/");

    private static final String FOLDER = "dataset/cv/ai/djl/basicdataset/mnist/";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int OK = 200;

    /** The names of the files in the metadata. */
    private static final Map<String, String> ITEMS = Map.of(
            "train_data", IdxFolder.greyImages(IdxFolder.TRAIN),
            "train_labels", IdxFolder.labels(IdxFolder.TRAIN),
            "test_data", IdxFolder.greyImages(IdxFolder.TEST),
            "test_labels", IdxFolder.labels(IdxFolder.TEST));

    @Override
    public String name() {
        return "DJL's data set repository";
    }

    @Override
    public void fetchInto(Path folder) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        URI base = repository.resolve(FOLDER);
        JsonNode artifact;
        try (InputStream in = get(http, base.resolve("metadata.json"))) {
            artifact = new ObjectMapper().readTree(in).path("artifacts").path(0);
        }
        URI files = base.resolve(artifact.path("version").asText("1.0") + "/");
        for (Map.Entry<String, String> item : ITEMS.entrySet()) {
            String address =
                    artifact.path("files").path(item.getKey()).path("uri").asText("");
            if (address.isEmpty()) {
                throw new IOException("%s names no %s".formatted(base.resolve("metadata.json"), item.getKey()));
            }
            try (InputStream in = new GZIPInputStream(get(http, files.resolve(address)), 1 << 16)) {
                Files.copy(in, folder.resolve(item.getValue()));
            }
        }
    }

    private static InputStream get(HttpClient http, URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
        HttpResponse<InputStream> response;
        try {
            response = http.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IOException(
                    "%s cannot be reached (%s)".formatted(address, e.getClass().getSimpleName()), e);
        }
        if (response.statusCode() != OK) {
            response.body().close();
            throw new IOException("%s answered with status %d".formatted(address, response.statusCode()));
        }
        return response.body();
    }
}
