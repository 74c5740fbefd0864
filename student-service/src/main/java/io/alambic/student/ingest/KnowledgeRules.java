package io.alambic.student.ingest;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.model.Signature;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.FiniteNumbers;
import io.alambic.core.tensor.InvalidTensorException;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.tensor.TopKLogits;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Tensor;
import io.alambic.v1.TopK;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Checks whether a student can learn from a knowledge record. The first valid record determines the shapes of the
 * teacher's feature maps; later records must agree, because the projectors are built for these shapes. Used by one thread.
 */
public final class KnowledgeRules {

    private static final int UNLABELLED = -1;

    private final Signature student;
    private final TensorSpec logits;
    private final List<FeaturePair> pairs;
    private final Map<String, Shape> featureShapes = new HashMap<>();

    /**
     * Creates the rules of one student.
     *
     * @param pairs pairs of feature maps that the student learns from; may be empty
     */
    public KnowledgeRules(Signature student, List<FeaturePair> pairs) {
        this.student = student;
        this.logits = student.output(Signature.LOGITS);
        this.pairs = List.copyOf(pairs);
    }

    /**
     * Checks a record.
     *
     * @throws RefusedKnowledgeException with what was expected and received
     */
    CheckedTensors check(Knowledge knowledge) throws RefusedKnowledgeException {
        if (!knowledge.hasOrigin()) {
            throw new RefusedKnowledgeException(Refusal.MALFORMED, 0, "the record names no origin", null);
        }
        EncodedTensor teacherLogits = logits(knowledge);
        int samples = Math.toIntExact(teacherLogits.samples());
        requireCount("labels", knowledge.getLabelsCount(), samples);
        requireCount("sample ids", knowledge.getSampleIdsCount(), samples);
        requireClasses(knowledge, samples);
        List<EncodedTensor> inputs = new ArrayList<>();
        for (TensorSpec spec : student.inputs()) {
            inputs.add(fitting(find("input", knowledge.getInputsList(), spec.name(), samples), spec, samples));
        }
        List<EncodedTensor> features = new ArrayList<>();
        for (FeaturePair pair : pairs) {
            features.add(feature(knowledge, pair, samples));
        }
        features.forEach(map -> featureShapes.putIfAbsent(map.name(), map.sampleShape()));
        return new CheckedTensors(samples, inputs, teacherLogits, features);
    }

    private EncodedTensor logits(Knowledge knowledge) throws RefusedKnowledgeException {
        EncodedTensor tensor =
                switch (knowledge.getLogits().getFormCase()) {
                    case FULL -> decode(knowledge.getLogits().getFull(), 0);
                    case TOP_K -> spread(knowledge.getLogits().getTopK());
                    case FORM_NOT_SET ->
                        throw new RefusedKnowledgeException(Refusal.MALFORMED, 0, "the record has no logits", null);
                };
        if (tensor.samples() < 1 || tensor.samples() > Integer.MAX_VALUE) {
            throw new RefusedKnowledgeException(
                    Refusal.MALFORMED, 0, "logits of %d samples".formatted(tensor.samples()), null);
        }
        return fitting(tensor, logits, Math.toIntExact(tensor.samples()));
    }

    private EncodedTensor spread(TopK largest) throws RefusedKnowledgeException {
        try {
            return TopKLogits.decode(largest, Math.toIntExact(logits.elements()));
        } catch (InvalidTensorException e) {
            throw new RefusedKnowledgeException(Refusal.MALFORMED, 0, e.getMessage(), e);
        }
    }

    private EncodedTensor feature(Knowledge knowledge, FeaturePair pair, int samples) throws RefusedKnowledgeException {
        EncodedTensor map = find("feature map", knowledge.getFeatureMapsList(), pair.teacher(), samples);
        Shape agreed = featureShapes.get(pair.teacher());
        int rank = student.output(pair.student()).sampleShape().dimension();
        if (agreed == null && map.sampleShape().dimension() != rank) {
            throw refused(
                    samples,
                    "feature map '%s': expected %d dimensions a sample, but its shape is %s"
                            .formatted(pair.teacher(), rank, map.shape()));
        }
        Shape expected = agreed == null ? map.sampleShape() : agreed;
        return fitting(map, new TensorSpec(pair.teacher(), TensorType.FP32, expected), samples);
    }

    private static EncodedTensor find(String kind, List<Tensor> tensors, String name, int samples)
            throws RefusedKnowledgeException {
        for (Tensor tensor : tensors) {
            if (tensor.getName().equals(name)) {
                return decode(tensor, samples);
            }
        }
        List<String> names = tensors.stream().map(Tensor::getName).toList();
        throw refused(samples, "no %s '%s'; the record has %s".formatted(kind, name, names));
    }

    private static EncodedTensor decode(Tensor tensor, int samples) throws RefusedKnowledgeException {
        try {
            return EncodedTensor.of(tensor);
        } catch (InvalidTensorException e) {
            throw new RefusedKnowledgeException(Refusal.MALFORMED, samples, e.getMessage(), e);
        }
    }

    private static EncodedTensor fitting(EncodedTensor tensor, TensorSpec spec, int samples)
            throws RefusedKnowledgeException {
        try {
            tensor.requireSamples(spec, samples);
        } catch (InvalidTensorException e) {
            throw new RefusedKnowledgeException(Refusal.MISMATCH, samples, e.getMessage(), e);
        }
        OptionalInt notFinite = FiniteNumbers.firstNotFinite(tensor);
        if (notFinite.isPresent()) {
            String message = "tensor '%s': element %d is not finite".formatted(tensor.name(), notFinite.getAsInt());
            throw new RefusedKnowledgeException(Refusal.NOT_FINITE, samples, message, null);
        }
        return tensor;
    }

    private static void requireCount(String what, int count, int samples) throws RefusedKnowledgeException {
        if (count != 0 && count != samples) {
            throw new RefusedKnowledgeException(
                    Refusal.MALFORMED, samples, "%d %s for %d samples".formatted(count, what, samples), null);
        }
    }

    private void requireClasses(Knowledge knowledge, int samples) throws RefusedKnowledgeException {
        long classes = logits.elements();
        for (int i = 0; i < knowledge.getLabelsCount(); i++) {
            int label = knowledge.getLabels(i);
            if (label < UNLABELLED || label >= classes) {
                throw refused(samples, "label %d of sample %d: expected -1 to %d".formatted(label, i, classes - 1));
            }
        }
    }

    private static RefusedKnowledgeException refused(int samples, String message) {
        return new RefusedKnowledgeException(Refusal.MISMATCH, samples, message, null);
    }
}
