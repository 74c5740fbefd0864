package io.alambic.tools.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.data.LabelledData;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.zoo.Mlp;
import io.alambic.core.zoo.ZooArchitecture;
import io.alambic.datasets.text.TokenizedTexts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Makes a classifier of texts from a transformer that stays as it is: a head is fitted on the embeddings of labelled texts.
 *
 * @param encoder the transformer, in ONNX
 * @param buckets sizes of its open dimension {@code T}
 * @param settings how to fit the head
 * @param clock monotonic time in nanoseconds
 */
record TextTeacherTraining(Path encoder, Buckets buckets, SupervisedTraining.Settings settings, LongSupplier clock) {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final String VECTOR = "embedding";

    /**
     * Trains, measures, and writes model and description into a folder.
     *
     * @param progress told how many texts were answered
     * @throws IOException if the transformer cannot be read or the folder not written
     * @throws IllegalArgumentException if it is no transformer of texts
     */
    TextTeacher run(TokenizedTexts train, TokenizedTexts test, Path folder, LongConsumer progress) throws IOException {
        OnnxEncoder transformer = OnnxEncoder.read(encoder);
        String inputs = TextModels.inputs(transformer);
        TextModels models = new TextModels(buckets);
        int classes = Math.max(2, train.classes());
        Files.createDirectories(folder);
        Path model = folder.resolve(TextTeacher.MODEL);
        try (NDManager manager = NDManager.newBaseManager()) {
            float[][] embeddings;
            try (InferenceNetwork network = models.open(encoder, inputs, manager)) {
                embeddings =
                        new TextPass(train, buckets).answers(network, mean(transformer.hidden()), manager, progress);
            }
            writeWithHead(transformer, embeddings, train, classes, model, manager);
            try (InferenceNetwork network = models.open(model, inputs, manager)) {
                long start = clock.getAsLong();
                TextPass pass = new TextPass(test, buckets);
                float[][] logits = pass.answers(network, TextPass.Answer.output(OnnxEncoder.LOGITS), manager, progress);
                double seconds = (clock.getAsLong() - start) / NANOS_PER_SECOND;
                return new TextTeacher(
                        pass.accuracy(logits),
                        transformer.parameters() + (long) classes * (embeddings[0].length + 1),
                        Files.size(model),
                        train.size(),
                        test.size() / seconds,
                        inputs,
                        models.sizes(),
                        classes,
                        null);
            }
        }
    }

    private static TextPass.Answer mean(String hidden) {
        return (inputs, outputs) -> {
            NDArray vectors = outputs.get(hidden);
            NDArray mask = inputs.get(TokenizedTexts.MASK).toType(vectors.getDataType(), false);
            return vectors.mul(mask.expandDims(2))
                    .sum(new int[] {1})
                    .div(mask.sum(new int[] {1}, true).maximum(1));
        };
    }

    private void writeWithHead(
            OnnxEncoder transformer,
            float[][] embeddings,
            TokenizedTexts train,
            int classes,
            Path model,
            NDManager manager)
            throws IOException {
        Mlp head = new Mlp(new ZooArchitecture.Input(VECTOR, List.of(embeddings[0].length)), List.of(), classes);
        SupervisedTraining training = new SupervisedTraining(settings, manager);
        try (Candidate fitted = training.train(head, data(embeddings, train), step -> {})) {
            Map<String, NDArray> weights = fitted.network().snapshot();
            transformer.writeWithHead(
                    weights.get("logits.weight").toFloatArray(),
                    weights.get("logits.bias").toFloatArray(),
                    model);
        }
    }

    private static LabelledData data(float[][] embeddings, TokenizedTexts texts) {
        int width = embeddings[0].length;
        ByteBuffer bytes =
                ByteBuffer.allocate(embeddings.length * width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int[] labels = new int[embeddings.length];
        for (int i = 0; i < embeddings.length; i++) {
            for (float value : embeddings[i]) {
                bytes.putFloat(value);
            }
            labels[i] = texts.label(i);
        }
        return new LabelledData(
                new EncodedTensor(VECTOR, TensorType.FP32, new Shape(embeddings.length, width), bytes.flip(), null),
                labels);
    }
}
