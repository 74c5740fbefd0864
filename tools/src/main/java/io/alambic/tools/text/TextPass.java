package io.alambic.tools.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.datasets.text.TokenizedTexts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Asks a model about texts: each batch holds texts of one bucket, padded to its size, so that as little padding is computed as by
 * a service.
 *
 * @param texts to ask about
 * @param buckets of the open dimension {@code T}
 */
public record TextPass(TokenizedTexts texts, Buckets buckets) {

    private static final int BATCH = 32;
    private static final String LENGTH = "T";

    /** Takes the answer about each text out of a pass. */
    @FunctionalInterface
    public interface Answer {

        /** Returns FP32 [N, D], of the manager of the inputs. */
        NDArray of(Map<String, NDArray> inputs, Map<String, NDArray> outputs);

        /** Returns an output of the model as it is. */
        static Answer output(String name) {
            return (inputs, outputs) -> outputs.get(name);
        }
    }

    /**
     * Returns an answer about each text, in their order.
     *
     * @param progress told how many texts were answered
     */
    public float[][] answers(InferenceNetwork network, Answer answer, NDManager manager, LongConsumer progress) {
        float[][] answers = new float[texts.size()][];
        for (List<Integer> batch : batches()) {
            answer(network, answer, batch, answers, manager, () -> 0);
            progress.accept(batch.size());
        }
        return answers;
    }

    /**
     * Asks about the texts of one batch, and puts each answer in its place.
     *
     * @param clock monotonic time in nanoseconds
     * @return nanoseconds of the pass and the reading of its answers, without the making of its inputs
     */
    public long answer(
            InferenceNetwork network,
            Answer answer,
            List<Integer> batch,
            float[][] answers,
            NDManager manager,
            LongSupplier clock) {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> inputs = inputs(network.signature().named(), batch, scope);
            long start = clock.getAsLong();
            NDArray rows = answer.of(inputs, network.forward(inputs)).toType(DataType.FLOAT32, false);
            float[] all = rows.toFloatArray();
            long nanos = clock.getAsLong() - start;
            int width = all.length / batch.size();
            for (int row = 0; row < batch.size(); row++) {
                answers[batch.get(row)] = Arrays.copyOfRange(all, row * width, (row + 1) * width);
            }
            return nanos;
        }
    }

    /** Returns the indexes of the texts of each batch. */
    public List<List<Integer>> batches() {
        Map<Integer, List<Integer>> byBucket = new TreeMap<>();
        for (int i = 0; i < texts.size(); i++) {
            byBucket.computeIfAbsent(buckets.bucket(LENGTH, texts.length(i)), bucket -> new ArrayList<>())
                    .add(i);
        }
        List<List<Integer>> batches = new ArrayList<>();
        for (List<Integer> indexes : byBucket.values()) {
            for (int from = 0; from < indexes.size(); from += BATCH) {
                batches.add(indexes.subList(from, Math.min(from + BATCH, indexes.size())));
            }
        }
        return batches;
    }

    /** Returns the share 0..1 of texts of whose classes the label is the most likely. */
    public double accuracy(float[][] logits) {
        long correct = IntStream.range(0, logits.length)
                .filter(i -> likeliest(logits[i]) == texts.label(i))
                .count();
        return (double) correct / logits.length;
    }

    /** Returns the class with the largest logit. */
    public static int likeliest(float[] logits) {
        int best = 0;
        for (int c = 1; c < logits.length; c++) {
            best = logits[c] > logits[best] ? c : best;
        }
        return best;
    }

    /** Returns the length to which the texts of a batch are padded. */
    public int size(List<Integer> batch) {
        return buckets.bucket(LENGTH, texts.length(batch.get(0)));
    }

    /**
     * Returns the texts of one batch, padded.
     *
     * @param wanted what the model reads
     * @throws IllegalArgumentException if that is nothing that a text becomes
     */
    public Map<String, NDArray> inputs(List<TensorSpec> wanted, List<Integer> batch, NDManager scope) {
        int size = size(batch);
        long[] ids = new long[batch.size() * size];
        long[] mask = new long[ids.length];
        for (int row = 0; row < batch.size(); row++) {
            long[] tokens = texts.tokens(batch.get(row));
            for (int place = 0; place < tokens.length; place++) {
                ids[row * size + place] = tokens[place];
                mask[row * size + place] = 1;
            }
        }
        Shape shape = new Shape(batch.size(), size);
        Map<String, NDArray> inputs = new LinkedHashMap<>();
        for (TensorSpec input : wanted) {
            inputs.put(input.name(), scope.create(values(input.name(), ids, mask), shape));
        }
        return inputs;
    }

    private static long[] values(String name, long[] ids, long[] mask) {
        return switch (name) {
            case TokenizedTexts.IDS -> ids;
            case TokenizedTexts.MASK -> mask;
            case TokenizedTexts.TYPES -> new long[ids.length];
            default ->
                throw new IllegalArgumentException(
                        "a model of texts reads %s, but this one reads '%s'".formatted(TokenizedTexts.BERT, name));
        };
    }
}
