package io.alambic.cli.up;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * A file whose lines are records, also where {@code gzip} has compressed it; a container of Avro, whose data are records; or a folder
 * whose files are records, in the order of their names, with these as keys.
 *
 * @param path of the file or folder
 */
record RecordFile(Path path) {

    private static final String CONTAINER = ".avro";
    private static final String COMPRESSED = ".gz";
    private static final String LINES = ".*\\.(jsonl|ndjson)(\\.gz)?";

    /** Takes records one by one. */
    @FunctionalInterface
    interface Sink {

        /**
         * Takes a record.
         *
         * @param key null for none
         */
        void take(byte[] key, byte[] value) throws InterruptedException;
    }

    /** Reads all records. */
    void read(Sink sink) throws IOException, InterruptedException {
        if (Files.isDirectory(path)) {
            readFolder(sink);
        } else if (path.getFileName().toString().matches(LINES)) {
            readLines(sink);
        } else if (path.toString().endsWith(CONTAINER)) {
            readContainer(sink);
        } else {
            sink.take(null, Files.readAllBytes(path));
        }
    }

    private void readFolder(Sink sink) throws IOException, InterruptedException {
        List<Path> files;
        try (Stream<Path> all = Files.list(path)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            sink.take(file.getFileName().toString().getBytes(StandardCharsets.UTF_8), Files.readAllBytes(file));
        }
    }

    private void readContainer(Sink sink) throws IOException, InterruptedException {
        try (DataFileReader<Object> data = new DataFileReader<>(path.toFile(), new GenericDatumReader<>())) {
            GenericDatumWriter<Object> writer = new GenericDatumWriter<>(data.getSchema());
            while (data.hasNext()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
                writer.write(data.next(), encoder);
                encoder.flush();
                sink.take(null, bytes.toByteArray());
            }
        } catch (AvroRuntimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void readLines(Sink sink) throws IOException, InterruptedException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(path));
                InputStream bytes = path.toString().endsWith(COMPRESSED) ? new GZIPInputStream(file) : file;
                BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    sink.take(null, line.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }
}
