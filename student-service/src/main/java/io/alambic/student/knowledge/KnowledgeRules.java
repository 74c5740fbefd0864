package io.alambic.student.knowledge;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.ComputedPlaces;
import io.alambic.core.cost.feature.FeatureDistance;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.feature.MseDistance;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.model.InputRanges;
import io.alambic.core.model.Signature;
import io.alambic.core.task.Labels;
import io.alambic.core.task.Task;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.InvalidTensorException;
import io.alambic.core.tensor.LogitSamples;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.tensor.TopKLogits;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Tensor;
import io.alambic.v1.TopK;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks whether a student can learn from a knowledge record, and from which of its samples. Teachers may send feature maps of
 * different shapes, as long as the student can be compared with each. Used by one thread.
 */
public final class KnowledgeRules {

    private static final int MOST_TEACHER_CHARACTERS = 200;

    /** Each shape of a teacher's map or answer has a projector of its own. */
    private static final int MOST_SHAPES = 8;

    private final Task task;
    private final Signature student;
    private final List<TensorSpec> named;
    private final TensorSpec logits;
    private final Optional<TensorSpec> labels;
    private final List<FeaturePair> pairs;
    private final FeatureDistance distance;
    private final OutputTerm output;
    private final NumberRules numbers;
    private final Map<String, Set<Shape>> shapes = new HashMap<>();

    /**
     * Creates the rules of one classifier that learns by divergence and squared error.
     *
     * @param pairs pairs of feature maps that the student learns from; may be empty
     */
    public KnowledgeRules(Signature student, List<FeaturePair> pairs) {
        this(Tasks.CLASSIFICATION, student, InputRanges.NONE, pairs, new MseDistance(), OutputTerm.KL);
    }

    /**
     * Creates the rules of one student.
     *
     * @param task says what labels are
     * @param ranges the numbers that the student can read
     * @param pairs pairs of feature maps that the student learns from; may be empty
     * @param distance of feature maps
     * @param output says whether a teacher may rule out classes
     */
    public KnowledgeRules(
            Task task,
            Signature student,
            InputRanges ranges,
            List<FeaturePair> pairs,
            FeatureDistance distance,
            OutputTerm output) {
        this.task = task;
        this.student = student;
        this.named = student.named();
        this.logits = student.output(Signature.LOGITS);
        this.labels = task.labels(logits);
        this.pairs = List.copyOf(pairs);
        this.distance = distance;
        this.output = output;
        this.numbers = new NumberRules(ranges);
    }

    /** Returns name and version of the teacher that answered. */
    static String teacher(Knowledge knowledge) {
        String name = knowledge.getTeacherName() + "@" + knowledge.getTeacherVersion();
        return name.substring(0, Math.min(name.length(), MOST_TEACHER_CHARACTERS));
    }

    /**
     * Checks a record.
     *
     * @throws ContractMismatchException if teacher and student disagree
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
        requireCount("sample indexes", knowledge.getSampleIndexesCount(), samples);
        List<EncodedTensor> inputs = new ArrayList<>();
        for (TensorSpec spec : named) {
            EncodedTensor input = find(knowledge, "input", knowledge.getInputsList(), spec.name(), samples);
            inputs.add(fitting(knowledge, input, spec, samples));
        }
        Map<TensorSpec, EncodedTensor> maps = new LinkedHashMap<>();
        for (FeaturePair pair : pairs) {
            EncodedTensor map = find(knowledge, "feature map", knowledge.getFeatureMapsList(), pair.teacher(), samples);
            maps.put(feature(knowledge, pair, map, samples), map);
        }
        List<EncodedTensor> features = List.copyOf(maps.values());
        EncodedTensor labels = labels(knowledge, samples);
        RefusedSamples refused = new RefusedSamples(samples);
        if (labels != null) {
            refuseLabels(labels, refused);
        }
        refuseLogits(knowledge, teacherLogits, refused);
        for (EncodedTensor input : inputs) {
            numbers.refuse(knowledge, input, refused);
        }
        features.forEach(map -> NumberRules.refuseNotFinite(map, refused));
        refused.requireSomeLeft();
        CheckedTensors own = new CheckedTensors(samples, inputs, teacherLogits, labels, features, refused);
        return student.buckets().isEmpty() ? own : padded(knowledge, own, List.copyOf(maps.keySet()));
    }

    /** Gives every tensor the largest sizes; equal letters are equal sizes. */
    private CheckedTensors padded(Knowledge knowledge, CheckedTensors own, List<TensorSpec> maps)
            throws ContractMismatchException {
        boolean labelled = logits.isOpen() && knowledge.hasLabelTensor();
        List<TensorSpec> specs = new ArrayList<>(named);
        List<EncodedTensor> tensors = new ArrayList<>(own.inputs());
        specs.add(logits.isOpen() ? logits : answer(own.logits().sampleShape()));
        tensors.add(own.logits());
        specs.addAll(maps);
        tensors.addAll(own.features());
        if (labelled) {
            specs.add(labels.orElseThrow());
            tensors.add(own.labels());
        }
        List<EncodedTensor> padded = pad(knowledge, specs, tensors, own.samples());
        List<EncodedTensor> inputs = new ArrayList<>(padded.subList(0, named.size()));
        inputs.add(padded.get(specs.size()));
        int firstMap = named.size() + 1;
        return new CheckedTensors(
                own.samples(),
                inputs,
                padded.get(named.size()),
                labelled ? padded.get(specs.size() - 1) : own.labels(),
                padded.subList(firstMap, firstMap + maps.size()),
                own.refused());
    }

    private List<EncodedTensor> pad(
            Knowledge knowledge, List<TensorSpec> specs, List<EncodedTensor> tensors, int samples)
            throws ContractMismatchException {
        try {
            return student.buckets().orElseThrow().pad(specs, tensors);
        } catch (InvalidTensorException e) {
            throw new ContractMismatchException(teacher(knowledge), samples, e.getMessage(), e);
        }
    }

    private static TensorSpec answer(Shape shape) {
        return new TensorSpec(Signature.LOGITS, TensorType.FP32, shape);
    }

    /** Returns the places of some samples of a checked record. */
    ComputedPlaces places(CheckedTensors tensors, int samples) {
        int sizes = tensors.inputs().size() - 1;
        return student.buckets()
                .map(buckets -> buckets.computed(tensors.inputs().get(sizes), samples))
                .orElse(ComputedPlaces.NONE);
    }

    /** Records that a checked record is learned from. */
    void accepted(CheckedTensors tensors) {
        shapes.computeIfAbsent(Signature.LOGITS, name -> new HashSet<>())
                .add(tensors.logits().sampleShape());
        tensors.features().forEach(map -> shapes.computeIfAbsent(map.name(), name -> new HashSet<>())
                .add(map.sampleShape()));
    }

    private EncodedTensor logits(Knowledge knowledge) throws RefusedKnowledgeException {
        EncodedTensor tensor =
                switch (knowledge.getLogits().getFormCase()) {
                    case FULL -> decode(knowledge.getLogits().getFull(), 0);
                    case TOP_K -> spread(knowledge, knowledge.getLogits().getTopK());
                    case FORM_NOT_SET ->
                        throw new RefusedKnowledgeException(Refusal.MALFORMED, 0, "the record has no logits", null);
                };
        if (tensor.samples() < 1 || tensor.samples() > Integer.MAX_VALUE) {
            throw new RefusedKnowledgeException(
                    Refusal.MALFORMED, 0, "logits of %d samples".formatted(tensor.samples()), null);
        }
        int samples = Math.toIntExact(tensor.samples());
        Shape answer = tensor.sampleShape();
        if (answer.equals(logits.sampleShape()) || !task.areComparable(logits.sampleShape(), answer)) {
            return fitting(knowledge, tensor, logits, samples);
        }
        requireFewShapes(knowledge, Signature.LOGITS, "the answers", answer, samples);
        return fitting(knowledge, tensor, answer(answer), samples);
    }

    private EncodedTensor spread(Knowledge knowledge, TopK largest) throws RefusedKnowledgeException {
        if (!task.takesTopK()) {
            String message =
                    ("logits of some classes alone do not teach the task %s: set alambic.teacher.logits-top-k and"
                                    + " alambic.teacher.logits-samples to 0")
                            .formatted(task.name());
            throw new ContractMismatchException(teacher(knowledge), 0, message, null);
        }
        Shape answer = logits.sampleShape();
        int classes = Math.toIntExact(answer.get(answer.dimension() - 1));
        if (largest.getClassCount() != classes) {
            String message = "logits of %d classes: expected %d".formatted(largest.getClassCount(), classes);
            throw new ContractMismatchException(teacher(knowledge), 0, message, null);
        }
        try {
            return TopKLogits.decode(largest, classes);
        } catch (InvalidTensorException e) {
            throw new RefusedKnowledgeException(Refusal.MALFORMED, 0, e.getMessage(), e);
        }
    }

    /** Returns what a teacher's map is checked against: its open dimensions have the largest sizes. */
    private TensorSpec feature(Knowledge knowledge, FeaturePair pair, EncodedTensor map, int samples)
            throws RefusedKnowledgeException {
        TensorSpec own = student.output(pair.student());
        TensorSpec spec = pair.teacherMap(own, map.sampleShape());
        Shape shape = spec.sampleShape();
        try {
            pair.requireComparable(distance, own.sampleShape(), shape);
        } catch (IllegalArgumentException e) {
            throw new ContractMismatchException(teacher(knowledge), samples, e.getMessage(), null);
        }
        requireFewShapes(knowledge, pair.teacher(), "feature map '%s'".formatted(pair.teacher()), shape, samples);
        fitting(knowledge, map, spec, samples);
        return spec;
    }

    private void requireFewShapes(Knowledge knowledge, String name, String what, Shape shape, int samples)
            throws ContractMismatchException {
        Set<Shape> before = shapes.getOrDefault(name, Set.of());
        if (before.size() >= MOST_SHAPES && !before.contains(shape)) {
            String message =
                    "%s: at most %d shapes since the start, but %s is another one".formatted(what, MOST_SHAPES, shape);
            throw new ContractMismatchException(teacher(knowledge), samples, message, null);
        }
    }

    private static EncodedTensor find(Knowledge knowledge, String kind, List<Tensor> tensors, String name, int samples)
            throws RefusedKnowledgeException {
        for (Tensor tensor : tensors) {
            if (tensor.getName().equals(name)) {
                return decode(tensor, samples);
            }
        }
        List<String> names = tensors.stream().map(Tensor::getName).toList();
        String message = "no %s '%s'; the record has %s".formatted(kind, name, names);
        throw new ContractMismatchException(teacher(knowledge), samples, message, null);
    }

    private static EncodedTensor decode(Tensor tensor, int samples) throws RefusedKnowledgeException {
        try {
            return EncodedTensor.of(tensor);
        } catch (InvalidTensorException e) {
            throw new RefusedKnowledgeException(Refusal.MALFORMED, samples, e.getMessage(), e);
        }
    }

    private static EncodedTensor fitting(Knowledge knowledge, EncodedTensor tensor, TensorSpec spec, int samples)
            throws RefusedKnowledgeException {
        try {
            tensor.requireSamples(spec, samples);
            return tensor;
        } catch (InvalidTensorException e) {
            throw new ContractMismatchException(teacher(knowledge), samples, e.getMessage(), e);
        }
    }

    private void refuseLogits(Knowledge knowledge, EncodedTensor tensor, RefusedSamples refused)
            throws ContractMismatchException {
        LogitSamples found = LogitSamples.of(tensor, task.classAxis(logits.sampleShape()));
        if (!found.masked().isEmpty() && !output.takesRuledOutClasses()) {
            String message =
                    ("tensor '%s': sample %d rules out a class by a logit of negative infinity, but the output term"
                                    + " '%s' compares the logits themselves; kl, decoupled and probabilities-mse take it")
                            .formatted(tensor.name(), found.masked().nextSetBit(0), output);
            throw new ContractMismatchException(teacher(knowledge), refused.samples(), message, null);
        }
        refused.add(Refusal.NOT_FINITE, found.unusable(), found.reasons()::get);
    }

    private static void requireCount(String what, int count, int samples) throws RefusedKnowledgeException {
        if (count != 0 && count != samples) {
            throw new RefusedKnowledgeException(
                    Refusal.MALFORMED, samples, "%d %s for %d samples".formatted(count, what, samples), null);
        }
    }

    /** Returns labels as the task has them; null if it has none. */
    private EncodedTensor labels(Knowledge knowledge, int samples) throws RefusedKnowledgeException {
        if (labels.isEmpty()) {
            return null;
        }
        TensorSpec spec = labels.get();
        boolean oneClass = spec.sampleShape().dimension() == 0;
        if (knowledge.hasLabelTensor()) {
            EncodedTensor came = decode(
                    knowledge.getLabelTensor().toBuilder().setName(Labels.NAME).build(), samples);
            try {
                return Labels.read(came, spec, samples);
            } catch (InvalidTensorException e) {
                throw new ContractMismatchException(teacher(knowledge), samples, e.getMessage(), e);
            }
        }
        if (knowledge.getLabelsCount() == 0) {
            return Labels.none(spec, samples);
        }
        if (!oneClass) {
            String message = "the record has one class for each sample, but the task %s has a label_tensor of shape %s"
                    .formatted(task.name(), spec.batchText(samples));
            throw new ContractMismatchException(teacher(knowledge), samples, message, null);
        }
        return Labels.classes(knowledge.getLabelsList());
    }

    private void refuseLabels(EncodedTensor labels, RefusedSamples refused) {
        int largest = task.largestLabel(logits.sampleShape());
        refused.add(Refusal.MISMATCH, Labels.samplesBeyond(labels, largest), sample -> {
            double label = Labels.firstBeyond(labels, sample, largest);
            return labels.type() == TensorType.FP32
                    ? "label %s of sample %d: expected a finite number below 2^50".formatted(label, sample)
                    : "label %.0f of sample %d: expected at most %d".formatted(label, sample, largest);
        });
    }
}
