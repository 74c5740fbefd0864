package io.alambic.cli.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MapCommandTest {

    private static final String FILE = """
            alambic:
              mapping:
                format: json
                samples: items[*]
                filter: size > 0
                id: id
                tensors:
                  x:
                    fields: size, weight
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();

    @Test
    void aRecordIsShownAsWhatItBecomes() throws IOException {
        // Given
        Path record = Files.writeString(
                folder.resolve("r.json"),
                "{\"items\": [{\"id\": \"a\", \"size\": 1, \"weight\": 2}, {\"size\": 0}, {\"id\": \"c\", \"size\": 3, \"weight\": 4}]}");

        // When
        int code = execute("--record", record.toString(), "--elements", "3");

        // Then
        assertThat(code).isZero();
        assertThat(out.toString()).isEqualTo("""
                makes x FP32 2

                %s: 2 samples, 1 filtered
                x FP32 [2, 2] 1.0 2.0 3.0 ... and 1 more
                labels []
                ids [a, c]
                """.formatted(record));
    }

    @Test
    void aRefusalNamesTheField() throws IOException {
        // Given
        Path record = Files.writeString(folder.resolve("r.json"), "{\"items\": [{\"id\": \"a\", \"size\": 1}]}");

        // When
        int code = execute("--record", record.toString());

        // Then
        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).contains(": refused: items[0].weight: expected a");
    }

    private int execute(String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("alambic.yaml"), FILE);
        String[] all = new String[arguments.length + 1];
        all[0] = file.toString();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return new CommandLine(new MapCommand())
                .setOut(new PrintWriter(out, true))
                .execute(all);
    }
}
