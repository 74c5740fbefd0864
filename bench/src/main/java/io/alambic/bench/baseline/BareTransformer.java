package io.alambic.bench.baseline;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.alambic.core.bucket.Buckets;
import io.alambic.datasets.text.TokenizedTexts;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A transformer in ONNX Runtime with its default settings, and texts in memory, in batches and buckets as a teacher computes them. */
public final class BareTransformer implements AutoCloseable {

    private final OrtSession session;
    private final List<List<Map<String, OnnxTensor>>> batches = new ArrayList<>();
    private int next;

    /**
     * Loads a model.
     *
     * @param batch samples of a batch
     */
    public BareTransformer(Path model, TokenizedTexts texts, int batch, Buckets buckets) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            session = environment.createSession(model.toString(), options);
            for (int from = 0; from + batch <= texts.size(); from += batch) {
                List<Map<String, OnnxTensor>> passes = new ArrayList<>();
                for (TokenBatch bucket : TokenBatch.inBuckets(texts, buckets, from, batch)) {
                    passes.add(inputs(environment, bucket));
                }
                batches.add(passes);
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, OnnxTensor> inputs(OrtEnvironment environment, TokenBatch bucket) throws OrtException {
        long[] mask = Arrays.stream(bucket.ids()).map(id -> id == 0 ? 0 : 1).toArray();
        Map<String, long[]> all = Map.of(
                TokenizedTexts.IDS,
                bucket.ids(),
                TokenizedTexts.MASK,
                mask,
                TokenizedTexts.TYPES,
                new long[mask.length]);
        Map<String, OnnxTensor> inputs = new HashMap<>();
        for (Map.Entry<String, long[]> input : all.entrySet()) {
            inputs.put(
                    input.getKey(), OnnxTensor.createTensor(environment, LongBuffer.wrap(input.getValue()), new long[] {
                        bucket.texts(), bucket.length()
                    }));
        }
        return inputs;
    }

    /** Computes and reads the answers to the next batch. */
    public void forward() {
        try {
            for (Map<String, OnnxTensor> pass : batches.get(next)) {
                try (OrtSession.Result answer = session.run(pass)) {
                    answer.get(0).getValue();
                }
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
        next = (next + 1) % batches.size();
    }

    @Override
    public void close() {
        batches.forEach(passes -> passes.forEach(pass -> pass.values().forEach(OnnxTensor::close)));
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
