package io.alambic.core;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import io.alambic.core.cost.TermName;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;

/** What PyTorch gives for the same inputs; {@code src/test/python/pytorch_reference.py} writes it. */
public record PyTorchReference(
        List<Kl> kl,
        List<Feature> features,
        List<Label> labels,
        List<Sum> sums,
        List<Optimizer> optimizers,
        List<Output> outputs,
        List<Feature> distances,
        List<Kl> binaryKl,
        List<Regression> regressions,
        List<Regression> labelDistances,
        List<Kl> embeddings,
        List<Label> binaryLabels,
        List<Place> places,
        List<Feature> views) {

    private static final double RELATIVE = 1e-5;

    /** Below this a scale counts as 0: a divergence of equal logits has no size of its own. */
    private static final double SMALLEST_SCALE = 1e-6;

    /** A tensor: inputs are exact in 32 bits, expectations have nine digits. */
    public record Values(long[] shape, double[] values) {

        /** The tensor in native memory, FP32. */
        public NDArray on(NDManager manager) {
            return manager.create(floats(), new Shape(shape));
        }

        private float[] floats() {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            return floats;
        }

        /** Every element within 1e-5 of the expected tensor's largest magnitude. */
        public void requireSame(NDArray actual) {
            assertThat(actual.getShape()).isEqualTo(new Shape(shape));
            double scale = SMALLEST_SCALE;
            for (double value : values) {
                scale = Math.max(scale, Math.abs(value));
            }
            float[] floats = actual.toFloatArray();
            for (int i = 0; i < values.length; i++) {
                assertThat((double) floats[i])
                        .as("element %d", i)
                        .isCloseTo(values[i], Offset.offset(RELATIVE * scale));
            }
        }
    }

    /** A scalar within 1e-5 of the expected one. */
    public static void requireSame(double expected, NDArray actual) {
        assertThat(actual.getShape()).isEqualTo(new Shape());
        assertThat((double) actual.getFloat())
                .isCloseTo(expected, Offset.offset(RELATIVE * Math.max(SMALLEST_SCALE, Math.abs(expected))));
    }

    /** A distance of a teacher's and a student's answers at a temperature. */
    public record Kl(String name, float temperature, Values student, Values teacher, double value, Values gradient) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Another output term by its name in configuration. */
    public record Output(
            String name,
            String term,
            float temperature,
            Values student,
            Values teacher,
            int[] labels,
            double value,
            Values gradient) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * The distance of a projected map; weight and bias are null where nothing is projected.
     *
     * @param teacherView what follows the name of the teacher's map in a pair; null as the empty text
     * @param studentView likewise of the student's
     */
    public record Feature(
            String name,
            String distance,
            String teacherView,
            String studentView,
            float pairWeight,
            Values student,
            Values teacher,
            Values weight,
            Values bias,
            double value,
            Values studentGradient,
            Values weightGradient,
            Values biasGradient) {

        public Feature {
            teacherView = Objects.requireNonNullElse(teacherView, "");
            studentView = Objects.requireNonNullElse(studentView, "");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * MSELoss or HuberLoss of the student's numbers and their targets, both divided by the teacher's standard deviation.
     *
     * @param earlier answers of the teacher before this batch
     * @param target the teacher's answers, or labels where NaN is unknown
     */
    public record Regression(
            String name,
            String loss,
            List<Values> earlier,
            Values student,
            Values target,
            double value,
            Values gradient) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A term of logits at every place of a sample. */
    public record Place(
            String name,
            String term,
            float temperature,
            int classAxis,
            Values student,
            Values teacher,
            int[] labels,
            double value,
            Values gradient) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** CrossEntropyLoss(ignore_index=-1), or BCEWithLogitsLoss of labels [N, C] in one row. */
    public record Label(String name, Values student, int[] labels, double value, Values gradient) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The weighted sum of all three. */
    public record Sum(
            String name,
            Map<TermName, Float> lambdas,
            float temperature,
            Values student,
            Values teacher,
            Values studentMap,
            Values teacherMap,
            Values weight,
            Values bias,
            int[] labels,
            Map<TermName, Double> terms,
            double value,
            Values studentGradient,
            Values studentMapGradient,
            Values weightGradient,
            Values biasGradient) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** An optimizer on Σ (scale · weight)² / 2. */
    public record Optimizer(
            String name,
            String optimizer,
            float decay,
            String learningRate,
            float scale,
            float maxGradientNorm,
            Values start,
            List<AfterStep> after) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The weight after so many steps. */
    public record AfterStep(int step, Values weight) {}

    /** The committed file. */
    public static PyTorchReference load() {
        try (InputStream in = PyTorchReference.class.getResourceAsStream("/pytorch-reference.json");
                InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, PyTorchReference.class);
        } catch (IOException e) {
            throw new IllegalStateException("pytorch-reference.json cannot be read", e);
        }
    }
}
