package io.alambic.bench.producers;

import io.alambic.cli.UserError;
import io.alambic.client.NamedTensor;
import io.alambic.client.samples.ProducerSettings;
import io.alambic.client.samples.SampleProducer;
import io.alambic.client.samples.Samples;
import io.alambic.core.data.LabelledData;
import io.alambic.core.zoo.Cnn;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Writes the first digits of a data set to a topic, in order, one a record: those of Alambic's own form by the client library, all others by a
 * Python script that knows nothing of Alambic.
 *
 * @param bootstrapServers the broker
 * @param idx folder with the data set
 * @param digits the data set
 * @param count how many
 * @param work folder for JPEG files and the script
 */
record DigitProducer(String bootstrapServers, Path idx, LabelledData digits, int count, Path work) {

    /** The environment's choice, else Debian's, whose packages the documentation names. */
    private static final String PYTHON = System.getenv().getOrDefault("ALAMBIC_PYTHON", "/usr/bin/python3");

    private static final String SCRIPT = "produce_digits.py";
    private static final int SIDE = 28;
    private static final double SCALE = 0.00392156862745098;
    private static final float JPEG_QUALITY = 1;

    void produce(DigitForm form, String topic) throws IOException, InterruptedException {
        if (form == DigitForm.SAMPLE_BATCH) {
            produceBatches(topic);
            return;
        }
        if (form == DigitForm.JPEG) {
            writeJpegs();
        }
        Path script = work.resolve(SCRIPT);
        try (InputStream source = DigitProducer.class.getResourceAsStream(SCRIPT)) {
            Files.write(script, source.readAllBytes());
        }
        Process python = new ProcessBuilder(
                        PYTHON,
                        script.toString(),
                        bootstrapServers,
                        topic,
                        form.toString(),
                        idx.toString(),
                        jpegs().toString(),
                        Integer.toString(count),
                        Integer.toString(SchemaServer.ID),
                        SchemaServer.GUID.toString())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String errors = new String(python.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = python.waitFor();
            if (status != 0) {
                throw new UserError(failure(status, errors));
            }
        } finally {
            python.destroyForcibly();
        }
    }

    /** Returns what a script that failed says: the last line is Python's own reason. */
    static String failure(int status, String errors) {
        if (errors.contains("No module named 'confluent_kafka'")) {
            return "%s cannot produce; it needs Debian's python3-confluent-kafka.".formatted(PYTHON);
        }
        String reason = errors.strip().lines().reduce((before, last) -> last).orElse("it says nothing");
        return "%s %s ended with status %d: %s".formatted(PYTHON, SCRIPT, status, reason);
    }

    private void produceBatches(String topic) {
        ByteBuffer pixels = digits.input().data().duplicate();
        List<CompletableFuture<?>> sent = new ArrayList<>();
        try (SampleProducer producer =
                new SampleProducer(ProducerSettings.of(bootstrapServers).withTopic(topic))) {
            for (int number = 0; number < count; number++) {
                float[] image = new float[SIDE * SIDE];
                for (int i = 0; i < image.length; i++) {
                    image[i] = (float) ((pixels.get() & 0xff) * SCALE);
                }
                sent.add(producer.send(Samples.of(NamedTensor.of(Cnn.IMAGE, image, 1, 1, SIDE, SIDE))
                        .withLabels(digits.labels()[number])
                        .withIds(Integer.toString(number))));
            }
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        }
    }

    private Path jpegs() {
        return work.resolve("jpegs");
    }

    /** Writes files of gray, with the highest quality, which is nearly without loss. */
    private void writeJpegs() throws IOException {
        Files.createDirectories(jpegs());
        byte[] pixels = new byte[SIDE * SIDE];
        ByteBuffer all = digits.input().data().duplicate();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try {
            ImageWriteParam best = writer.getDefaultWriteParam();
            best.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            best.setCompressionQuality(JPEG_QUALITY);
            for (int number = 0; number < count; number++) {
                all.get(pixels);
                BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
                image.getRaster().setDataElements(0, 0, SIDE, SIDE, pixels);
                try (ImageOutputStream file = ImageIO.createImageOutputStream(
                        jpegs().resolve(number + ".jpg").toFile())) {
                    writer.setOutput(file);
                    writer.write(null, new IIOImage(image, null, null), best);
                }
            }
        } finally {
            writer.dispose();
        }
    }
}
