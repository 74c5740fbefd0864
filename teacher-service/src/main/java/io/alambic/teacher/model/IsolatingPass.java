package io.alambic.teacher.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.models.remote.ModelUnavailableException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Passes rows through a network. Rows that fail together are halved until each row that the network refuses is alone. Used by
 * one thread for one answer; its arrays belong to the manager of that answer.
 */
final class IsolatingPass {

    private final InferenceNetwork network;
    private final NDManager scope;
    private final Consumer<RuntimeException> beforeSplit;
    private final Map<String, NDList> outputs = new LinkedHashMap<>();
    private final Map<Integer, RuntimeException> refused = new TreeMap<>();
    private int rows;
    private boolean failed;

    /**
     * A pass without rows.
     *
     * @param scope owns the outputs
     * @param beforeSplit receives the error when rows fail for the first time; throws if the model is broken, and not the
     *     rows
     */
    IsolatingPass(InferenceNetwork network, NDManager scope, Consumer<RuntimeException> beforeSplit) {
        this.network = network;
        this.scope = scope;
        this.beforeSplit = beforeSplit;
        network.signature().outputs().forEach(output -> outputs.put(output.name(), new NDList()));
    }

    /**
     * Passes further rows, all at once if the network takes them.
     *
     * @param inputs creates the network's inputs in a manager; called for each try
     * @param count number of rows
     */
    void add(Function<NDManager, Map<String, NDArray>> inputs, int count) {
        add(inputs, count, 0, count);
    }

    private void add(Function<NDManager, Map<String, NDArray>> inputs, int count, int from, int to) {
        RuntimeException failure = tried(inputs, count, from, to);
        if (failure == null) {
            return;
        }
        if (!failed) {
            failed = true;
            beforeSplit.accept(failure);
        }
        if (to - from == 1) {
            refused.put(rows, failure);
            network.signature().outputs().forEach(output -> outputs.get(output.name())
                    .add(zeros(output)));
            rows++;
            return;
        }
        int middle = (from + to) >>> 1;
        add(inputs, count, from, middle);
        add(inputs, count, middle, to);
    }

    /** Returns the failure; null if the rows are answered. */
    private RuntimeException tried(Function<NDManager, Map<String, NDArray>> inputs, int count, int from, int to) {
        try (NDManager pass = scope.newSubManager()) {
            Map<String, NDArray> all = inputs.apply(pass);
            if (to - from < count) {
                all.replaceAll((name, array) -> array.get(new NDIndex("%d:%d".formatted(from, to))));
            }
            Map<String, NDArray> answered = network.forward(all);
            outputs.forEach((name, parts) -> {
                NDArray part = answered.get(name);
                part.attach(scope);
                parts.add(part);
            });
            rows += to - from;
            return null;
        } catch (RuntimeException e) {
            if (!isOfRows(e)) {
                throw e;
            }
            return e;
        }
    }

    private NDArray zeros(TensorSpec output) {
        return scope.zeros(output.batchShape(1), output.type().djl());
    }

    /** Returns whether the error can come of the rows. An outage, lack of memory and a lost device cannot. */
    static boolean isOfRows(RuntimeException error) {
        if (error instanceof ModelUnavailableException) {
            return false;
        }
        String message = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        return !(error instanceof EngineException)
                || Stream.of("out of memory", "can't allocate memory", "cuda error", "cudnn", "cublas")
                        .noneMatch(message::contains);
    }

    /** Returns the rows of each output; those of refused rows are zeros. */
    Map<String, NDList> outputs() {
        return outputs;
    }

    /** Returns the errors of the refused rows, by row. */
    Map<Integer, RuntimeException> refused() {
        return refused;
    }

    /** Returns the number of rows so far. */
    int rows() {
        return rows;
    }
}
