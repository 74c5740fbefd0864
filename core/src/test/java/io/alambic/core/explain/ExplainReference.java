package io.alambic.core.explain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What NumPy and PyTorch give for the same inputs; {@code src/test/python/explain_reference.py} writes it. */
record ExplainReference(
        List<Cka> cka,
        List<Minibatches> minibatches,
        List<Calibrated> calibrations,
        List<Faithful> fidelities,
        List<Transfer> transfers,
        List<Brier> briers) {

    /** A tensor whose numbers are exact in 32 bits. */
    record Values(long[] shape, double[] values) {

        NDArray on(NDManager manager) {
            return manager.create(values).toType(DataType.FLOAT32, false).reshape(new Shape(shape));
        }

        ClassLogits logits() {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            return new ClassLogits((int) shape[1], floats);
        }
    }

    /** Two layers and their CKA. */
    record Cka(String name, Values x, Values y, double value) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A batch of two layers. */
    record Batch(Values x, Values y) {}

    /** Batches and their CKA. */
    record Minibatches(String name, List<Batch> batches, double value) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** A bin; null where it is empty. */
    record Bin(long samples, Double accuracy, Double confidence) {}

    /** Answers, their bins, and their error. */
    record Calibrated(String name, double[] confidences, boolean[] correct, List<Bin> bins, double value) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Logits, labels, and the score. */
    record Brier(String name, Values logits, int[] labels, double value) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Logits of a teacher and a student, and the confidences of the student. */
    record Faithful(
            String name,
            Values teacher,
            Values student,
            double agreement,
            int likeliest,
            double overlap,
            double divergence,
            double[] confidences) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The shares of a class. */
    record Shares(
            double teacherAccuracy,
            double studentAccuracy,
            double controlAccuracy,
            double inheritedShare,
            double inheritedShareOfControl) {}

    /** Answers of three models, and the shares of each class. */
    record Transfer(
            String name, int classes, int[] labels, int[] teacher, int[] student, int[] control, List<Shares> rows) {
        @Override
        public String toString() {
            return name;
        }
    }

    static ExplainReference load() {
        try (InputStream in = ExplainReference.class.getResourceAsStream("/explain-reference.json");
                InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, ExplainReference.class);
        } catch (IOException e) {
            throw new IllegalStateException("explain-reference.json cannot be read", e);
        }
    }
}
