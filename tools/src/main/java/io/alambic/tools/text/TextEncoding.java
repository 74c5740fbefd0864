package io.alambic.tools.text;

import ai.djl.ndarray.NDManager;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.datasets.text.TokenizedTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Makes an encoder of texts from a transformer that stays as it is: it answers the mean of the transformer's vectors, of length 1.
 *
 * @param encoder the transformer, in ONNX
 * @param buckets sizes of its open dimension {@code T}
 * @param clock monotonic time in nanoseconds
 */
record TextEncoding(Path encoder, Buckets buckets, LongSupplier clock) {

    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * Writes the model into a folder, and asks it.
     *
     * @param texts to ask about
     * @param progress told how many texts were answered
     * @throws IOException if the transformer cannot be read or the folder not written
     * @throws IllegalArgumentException if it is no transformer of texts
     */
    TextTeacher run(TokenizedTexts texts, Path folder, LongConsumer progress) throws IOException {
        OnnxEncoder transformer = OnnxEncoder.read(encoder);
        String inputs = TextModels.inputs(transformer);
        TextModels models = new TextModels(buckets);
        Files.createDirectories(folder);
        Path model = folder.resolve(TextTeacher.MODEL);
        try (NDManager manager = NDManager.newBaseManager()) {
            int width;
            try (InferenceNetwork network = models.open(encoder, inputs, manager)) {
                width = Math.toIntExact(network.signature()
                        .output(transformer.hidden())
                        .sampleShape()
                        .getLastDimension());
            }
            transformer.writeEncoder(width, model);
            try (InferenceNetwork network = models.open(model, inputs, manager)) {
                long start = clock.getAsLong();
                new TextPass(texts, buckets)
                        .answers(network, TextPass.Answer.output(OnnxEncoder.EMBEDDING), manager, progress);
                double seconds = (clock.getAsLong() - start) / NANOS_PER_SECOND;
                return new TextTeacher(
                        null,
                        transformer.parameters(),
                        Files.size(model),
                        null,
                        texts.size() / seconds,
                        inputs,
                        models.sizes(),
                        null,
                        width);
            }
        }
    }
}
