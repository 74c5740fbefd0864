package io.alambic.mapping.plan;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.model.InputSpec;
import io.alambic.core.settings.SettingsCheck;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.mapping.TensorMapping;
import io.alambic.mapping.expression.ExpressionParts;
import io.alambic.mapping.expression.FieldExpression;
import io.alambic.mapping.value.SharedParts;
import io.alambic.mapping.value.TargetTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A tensor made ready.
 *
 * @param name of the tensor
 * @param type of its elements
 * @param shape of one sample; 1 where it is open
 * @param openAxis axis of the open dimension; {@link #NONE} if there is none
 * @param fields that fill it, in their order
 */
public record TensorPlan(String name, TensorType type, long[] shape, int openAxis, List<FieldPlan> fields) {

    /** No dimension is open. */
    public static final int NONE = -1;

    private static final long MOST_ELEMENTS = 1 << 28;

    public TensorPlan {
        fields = List.copyOf(fields);
    }

    /**
     * Makes a tensor ready.
     *
     * @param key of its settings
     * @param index of the tensor
     * @param check collects what is invalid
     * @param samples says which sources belong to a sample
     * @param parts what the expressions of the mapping share
     */
    static Supplier<TensorPlan> of(
            String key,
            TensorMapping mapping,
            int index,
            SettingsCheck check,
            SampleSources samples,
            SharedParts parts) {
        List<Supplier<FieldExpression>> parsed = new ArrayList<>();
        List<String> fields = mapping.fields().isEmpty() ? List.of() : ExpressionParts.joined(mapping.fields());
        for (int i = 0; i < fields.size(); i++) {
            String text = fields.get(i);
            parsed.add(check.about("%s.fields[%d]".formatted(key, i), () -> FieldExpression.parse(text)));
        }
        return check.about(key, () -> planned(
                        mapping, index, parsed.stream().map(Supplier::get).toList(), samples)
                .fitted(parts));
    }

    /** Returns it with expressions that know the tensor. */
    private TensorPlan fitted(SharedParts parts) {
        TargetTensor target = new TargetTensor(type, shape, isOpen(), fields.size() == 1, parts);
        return new TensorPlan(
                name,
                type,
                shape,
                openAxis,
                fields.stream().map(field -> field.fittedTo(target)).toList());
    }

    private static TensorPlan planned(
            TensorMapping mapping, int index, List<FieldExpression> fields, SampleSources samples) {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("expected fields, but got none");
        }
        if (mapping.shape().isEmpty()) {
            return laidOut(mapping, index, new long[] {sum(fields)}, fields, samples);
        }
        TensorSpec spec = InputSpec.parseAll("%s:%s:%s"
                        .formatted(
                                mapping.name(),
                                mapping.type(),
                                mapping.shape().get().strip()))
                .get(0);
        if (spec.elements() > MOST_ELEMENTS) {
            throw new IllegalArgumentException("expected a shape of at most %d elements, but got '%s'"
                    .formatted(MOST_ELEMENTS, mapping.shape().get()));
        }
        int[] open = IntStream.range(0, spec.letters().size())
                .filter(axis -> !spec.letters().get(axis).isEmpty())
                .toArray();
        long[] shape = spec.sampleShape().getShape();
        if (open.length == 0) {
            return laidOut(mapping, index, shape, fields, samples);
        }
        boolean possible = open.length == 1
                && fields.size() == 1
                && !samples.isOfRecord(fields.get(0).source());
        if (!possible) {
            throw new IllegalArgumentException(
                    "expected one field of the sample for a shape with an open dimension, of which one is possible, but got"
                            + " '%s' with %d fields".formatted(mapping.shape().get(), fields.size()));
        }
        FieldPlan field = new FieldPlan(index, fields.get(0), 0, FieldPlan.ANY, false);
        return new TensorPlan(mapping.name(), mapping.type(), shape, open[0], List.of(field));
    }

    private static TensorPlan laidOut(
            TensorMapping mapping, int index, long[] shape, List<FieldExpression> fields, SampleSources samples) {
        long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        List<FieldPlan> plans = new ArrayList<>();
        int first = 0;
        for (FieldExpression field : fields) {
            int width = field.chain().width();
            int usual = fields.size() == 1 ? Math.toIntExact(elements / width) : 1;
            int values = field.chain().listed().orElse(usual);
            plans.add(new FieldPlan(index, field, first, values, samples.isOfRecord(field.source())));
            first = Math.toIntExact(Math.min(MOST_ELEMENTS, first + (long) values * width));
        }
        if (first != elements) {
            throw new IllegalArgumentException(
                    "expected fields of %d elements for shape %s, but got %d: several fields are one value each, unless list(n) says how"
                                    .formatted(elements, Arrays.toString(shape), first)
                            + " many");
        }
        return new TensorPlan(mapping.name(), mapping.type(), shape, NONE, plans);
    }

    private static long sum(List<FieldExpression> fields) {
        long sum = 0;
        for (FieldExpression field : fields) {
            sum += (long) field.chain().listed().orElse(1) * field.chain().width();
        }
        return Math.min(sum, MOST_ELEMENTS);
    }

    /** Returns the tensor of one sample; an open dimension has the size 1. */
    public TensorSpec spec() {
        List<String> letters = IntStream.range(0, shape.length)
                .mapToObj(axis -> axis == openAxis ? "T" : "")
                .toList();
        return new TensorSpec(name, type, new Shape(shape), letters);
    }

    /** Returns the largest number that its elements can have, where all are categories or tokens; empty if nothing bounds them. */
    public OptionalLong most() {
        List<OptionalLong> each =
                fields.stream().map(field -> field.expression().chain().most()).toList();
        return each.stream().allMatch(OptionalLong::isPresent)
                ? each.stream().mapToLong(OptionalLong::getAsLong).max()
                : OptionalLong.empty();
    }

    /** Returns whether a dimension is open. */
    public boolean isOpen() {
        return openAxis != NONE;
    }

    /** Returns the elements of a sample; those for each size 1 of the open dimension, if there is one. */
    public int elements() {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, (one, other) -> one * other));
    }

    /** Returns the bytes of as many. */
    public int rowBytes() {
        return elements() * type.bytes();
    }
}
