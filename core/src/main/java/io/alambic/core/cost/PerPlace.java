package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.CountedPlaces;
import io.alambic.core.bucket.PlaceMask;
import io.alambic.core.model.Signature;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A term of dense answers, which have logits at every place of a sample: [C, H, W] of an image, [C, T] or [T, C] of a
 * series. The inner term sees each place as a sample of its own, so that its mean is one over N · places.
 *
 * @param inner a term on logits [N, C], and on labels INT32 [N] if it takes any
 * @param classesLast whether the classes are the last axis of a sample, as in [T, C]; else they are the first, as in [C, H, W]
 * @param mask of the places that are padding, which the inner term does not see; empty if there is none
 */
public record PerPlace(Term inner, boolean classesLast, Optional<PlaceMask> mask) implements Term {

    public PerPlace {
        Objects.requireNonNull(inner, "inner");
        Objects.requireNonNull(mask, "mask");
    }

    /**
     * Returns dense answers as rows, one for each place, through which gradients flow.
     *
     * @param answer [N, ...] with the classes on one axis
     * @param classesLast whether the classes are the last axis of a sample; else they are the first
     * @return [N · places, C], the places of a sample in the order of its other axes
     */
    public static NDArray rows(NDArray answer, boolean classesLast) {
        int classes = classAxis(answer.getShape(), classesLast);
        int last = answer.getShape().dimension() - 1;
        NDArray moved = classes == last
                ? answer
                : answer.transpose(IntStream.concat(others(last + 1, classes), IntStream.of(classes))
                        .toArray());
        return moved.reshape(-1, answer.getShape().get(classes));
    }

    @Override
    public TermName name() {
        return inner.name();
    }

    @Override
    public boolean appliesTo(TrainingBatch batch) {
        return inner.appliesTo(batch);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the teacher's answers have another shape than the student's, or the labels are not one
     *     for each place
     */
    @Override
    public NDArray value(Map<String, NDArray> student, TrainingBatch batch) {
        NDArray own = student.get(Signature.LOGITS);
        Shape shape = own.getShape();
        CountedPlaces counted = new CountedPlaces(mask, batch.inputs());
        NDArray logits = counted.of(rows(own, classesLast), classAxis(shape, classesLast) - 1);
        int samples = Math.toIntExact(logits.getShape().get(0));
        TrainingBatch places = new TrainingBatch(
                samples, Map.of(), logits(batch, shape, counted), Map.of(), labels(batch, shape, counted));
        return inner.value(Map.of(Signature.LOGITS, logits), places);
    }

    private NDArray logits(TrainingBatch batch, Shape own, CountedPlaces counted) {
        if (batch.logits() == null) {
            return null;
        }
        requireShape("the teacher's answers", batch.logits(), own);
        return counted.of(rows(batch.logits(), classesLast), classAxis(own, classesLast) - 1);
    }

    private NDArray labels(TrainingBatch batch, Shape own, CountedPlaces counted) {
        if (batch.labels() == null) {
            return null;
        }
        int classes = classAxis(own, classesLast);
        requireShape(
                "the labels",
                batch.labels(),
                new Shape(others(own.dimension(), classes).mapToLong(own::get).toArray()));
        return counted.of(batch.labels().reshape(-1), classes - 1);
    }

    private static IntStream others(int axes, int classes) {
        return IntStream.range(0, axes).filter(axis -> axis != classes);
    }

    private static int classAxis(Shape answer, boolean classesLast) {
        return classesLast ? answer.dimension() - 1 : 1;
    }

    private static void requireShape(String what, NDArray array, Shape expected) {
        if (!array.getShape().equals(expected)) {
            throw new IllegalArgumentException("%s of the places are %s, but should be %s as the student's answers show"
                    .formatted(what, array.getShape(), expected));
        }
    }

    @Override
    public Map<String, NDArray> learned() {
        return inner.learned();
    }

    @Override
    public Map<String, NDArray> used() {
        return inner.used();
    }
}
