package io.alambic.core.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alambic.testing.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file holds, it is read or refused with a reason, in memory that its size accounts for. */
class SafetensorsFuzzTest {

    private Path file;

    @BeforeEach
    void createFile() throws IOException {
        file = Files.createTempFile("fuzz", ".safetensors");
    }

    @AfterEach
    void deleteFile() throws IOException {
        Files.deleteIfExists(file);
    }

    static Stream<byte[]> files() {
        return contents().map(SafetensorsFuzzTest::sealed);
    }

    @MethodSource("files")
    @FuzzTest
    void everyFileIsReadOrRefused(byte[] content) {
        Memory.requireInProportion(content, () -> read(content));
    }

    static Stream<byte[]> contents() {
        return Stream.of(
                        "{'a':{'dtype':'F32','shape':[2,1],'data_offsets':[0,8]}}12345678",
                        "{'__metadata__':{'k':'v'},'a':{'dtype':'U8','shape':[],'data_offsets':[0,1]}}1",
                        "{'a':{'dtype':'F32','shape':[-1,-1],'data_offsets':[0,4]}}1234",
                        "{'a':{'dtype':'F32','shape':[2684354560],'data_offsets':[0,10737418240]}}",
                        "{'a':{'dtype':'I64','shape':[1e1000000000],'data_offsets':[0,8]}}12345678",
                        "{'a':{'dtype':'I64','shape':[1.5],'data_offsets':[0,8]}}12345678",
                        "{'a':" + "[".repeat(5000))
                .map(text -> text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** The digest would stop a fuzzer at the door: here it is the right one. */
    @MethodSource("contents")
    @FuzzTest
    void everyFileWithItsDigestIsReadOrRefused(byte[] content) {
        byte[] sealed = sealed(content);
        Memory.requireInProportion(sealed, () -> read(sealed));
    }

    private void read(byte[] content) {
        try {
            Files.write(file, content);
            SafetensorsFile whole = SafetensorsFile.read(file);
            whole.tensors().values().forEach(entry -> {
                assertThat(LongStream.of(entry.shape().getShape())).allMatch(dimension -> dimension >= 0);
                assertThat(LongStream.of(entry.shape().getShape())
                                .reduce(entry.type().bytes(), Math::multiplyExact))
                        .isEqualTo(entry.data().remaining());
            });
        } catch (DamagedFileException e) {
            assertThat(e).message().isNotBlank();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of a header, up to the last brace, and data, whose digest is put into the header. */
    private static byte[] sealed(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int end = Math.max(text.lastIndexOf('}'), 0);
        String rest = text.substring(Math.min(1, end), end);
        String head = "{\"__metadata__\":{\"alambic.sha256\":\"" + Digests.BLANK + "\"}" + (rest.isBlank() ? "" : ",")
                + rest + "}";
        byte[] blank = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] data = Arrays.copyOfRange(content, Math.min(end + 1, content.length), content.length);
        String digest = Digests.of(blank, data.length, Stream.of(ByteBuffer.wrap(data)));
        byte[] header = head.replaceFirst(Digests.BLANK, digest).getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(Long.BYTES + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(data)
                .array();
    }
}
