package io.alambic.bench.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Embedding;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.zoo.TextEmbeddingBag;
import io.alambic.datasets.text.TokenizedTexts;
import java.util.ArrayList;
import java.util.List;

/**
 * A training loop of a bag of token vectors with DJL's trainer, as a user would write it: divergence from random logits, AdamW; texts in
 * memory, each batch padded to the bucket of its longest text.
 */
public final class BareTextStudent implements AutoCloseable {

    private final BareTrainer trainer;
    private final NDManager data;
    private final List<NDArray> batches = new ArrayList<>();
    private final NDArray probabilities;
    private final NDArray temperature;
    private final NDArray weight;
    private int next;

    /**
     * A student and batches of knowledge.
     *
     * @param like its architecture, without hidden layers
     * @param batch samples of a step
     */
    public BareTextStudent(
            NDManager parent,
            TextEmbeddingBag like,
            TokenizedTexts texts,
            Buckets buckets,
            int batch,
            float learningRate,
            float softening) {
        data = parent.newSubManager();
        for (int from = 0; from + batch <= texts.size(); from += batch) {
            TokenBatch tokens = TokenBatch.of(texts, buckets, from, batch);
            batches.add(data.create(tokens.ids(), new Shape(tokens.texts(), tokens.length())));
        }
        SequentialBlock network = new SequentialBlock()
                .add(new Bag(like.vocabulary(), like.width()))
                .add(Linear.builder().setUnits(like.classes()).build());
        trainer = new BareTrainer(network, learningRate, batches.get(0).getShape());
        temperature = data.create(softening);
        probabilities = data.randomNormal(new Shape(batch, like.classes()))
                .div(temperature)
                .softmax(1);
        weight = data.create(-softening * softening / batch);
    }

    /** Runs one step on the next batch; returns its cost without the entropy of the teacher, which has no gradient. */
    public float step() {
        NDArray batch = batches.get(next);
        next = (next + 1) % batches.size();
        return trainer.step(data, batch, outputs -> probabilities
                .mul(outputs.get(0).div(temperature).logSoftmax(1))
                .sum()
                .mul(weight));
    }

    public Block network() {
        return trainer.network();
    }

    @Override
    public void close() {
        data.close();
        trainer.close();
    }

    /** The mean of the vectors of all tokens but padding. */
    private static final class Bag extends AbstractBlock {

        private final int width;
        private final Parameter vectors;

        Bag(int vocabulary, int width) {
            this.width = width;
            this.vectors = addParameter(Parameter.builder()
                    .setName("vectors")
                    .setType(Parameter.Type.WEIGHT)
                    .optShape(new Shape(vocabulary, width))
                    .build());
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
            NDArray ids = inputs.singletonOrThrow();
            NDArray table = store.getValue(vectors, ids.getDevice(), training);
            NDArray mask = ids.neq(0).toType(DataType.FLOAT32, false).expandDims(2);
            NDArray sum = Embedding.embedding(ids, table, SparseFormat.DENSE)
                    .singletonOrThrow()
                    .mul(mask)
                    .sum(new int[] {1});
            return new NDList(sum.div(mask.sum(new int[] {1})));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return new Shape[] {new Shape(inputs[0].get(0), width)};
        }
    }
}
