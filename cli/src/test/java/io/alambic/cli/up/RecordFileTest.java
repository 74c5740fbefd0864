package io.alambic.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {

    private static final String LINES = "{\"a\": 1}\n\n{\"a\": \"ä\"}\n{\"a\": 3}";

    @TempDir
    private Path folder;

    @Test
    void eachLineIsARecord() throws Exception {
        assertThat(records(Files.writeString(folder.resolve("r.jsonl"), LINES)))
                .containsExactly("null {\"a\": 1}", "null {\"a\": \"ä\"}", "null {\"a\": 3}");
    }

    @Test
    void alsoOfACompressedFile() throws Exception {
        // Given
        Path file = folder.resolve("r.ndjson.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(LINES.getBytes(StandardCharsets.UTF_8));
        }

        // Then
        assertThat(records(file)).hasSize(3).last().isEqualTo("null {\"a\": 3}");
    }

    @Test
    void eachFileOfAFolderIsARecordWithItsNameAsKey() throws Exception {
        // Given
        Files.writeString(folder.resolve("b.json"), "2\n3");
        Files.writeString(folder.resolve("a.json"), "1");
        Files.createDirectory(folder.resolve("c"));

        // Then
        assertThat(records(folder)).containsExactly("a.json 1", "b.json 2\n3");
    }

    @Test
    void anyOtherFileIsOneRecord() throws Exception {
        assertThat(records(Files.writeString(folder.resolve("r.json"), LINES))).containsExactly("null " + LINES);
    }

    private static List<String> records(Path path) throws IOException, InterruptedException {
        List<String> records = new ArrayList<>();
        new RecordFile(path)
                .read((key, value) -> records.add("%s %s"
                        .formatted(
                                key == null ? null : new String(key, StandardCharsets.UTF_8),
                                new String(value, StandardCharsets.UTF_8))));
        return records;
    }
}
