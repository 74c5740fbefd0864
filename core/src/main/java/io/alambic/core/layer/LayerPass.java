package io.alambic.core.layer;

import io.alambic.core.model.Signature;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One run of a list of layers over shapes, arrays or names of tensors. Used by one thread.
 *
 * @param <T> type of the values between layers
 */
public final class LayerPass<T> {

    private final Operations<T> operations;
    private final LayerObserver<T> observer;
    private final boolean text;
    private final T input;
    private final Map<String, T> outputs = new LinkedHashMap<>();

    /** Of the layer at hand; computed only where it is refused, as a pass of a network comes here too. */
    private Supplier<String> path = () -> "";

    private int depth;

    private LayerPass(Operations<T> operations, LayerObserver<T> observer, boolean text, T input) {
        this.operations = operations;
        this.observer = observer;
        this.text = text;
        this.input = input;
    }

    /**
     * Runs a list.
     *
     * @param spec the model's input: FP32, or INT64 for the tokens of a text
     * @param input a batch of it
     * @return the last value as the logits, then the named outputs in the order of the list
     * @throws LayerException if a layer does not take what the one before gives
     */
    public static <T> Map<String, T> run(LayerList list, Operations<T> operations, TensorSpec spec, T input) {
        return run(list, operations, new LayerObserver<>() {}, spec, input);
    }

    /** Runs a list, and tells an observer about each layer. */
    public static <T> Map<String, T> run(
            LayerList list, Operations<T> operations, LayerObserver<T> observer, TensorSpec spec, T input) {
        LayerPass<T> pass = new LayerPass<>(operations, observer, spec.type() == TensorType.INT64, input);
        T logits = pass.run(list, "", "layers", input);
        Map<String, T> outputs = new LinkedHashMap<>();
        outputs.put(Signature.LOGITS, logits);
        outputs.putAll(pass.outputs);
        return outputs;
    }

    /** Returns what layers are made of. */
    public Operations<T> operations() {
        return operations;
    }

    /** Returns whether the input holds the tokens of a text, of which 0 is padding. */
    public boolean readsTokens() {
        return text;
    }

    /**
     * Returns the tokens of the text.
     *
     * @throws IllegalArgumentException if the input is something else
     */
    public T tokens() {
        if (!text) {
            throw new IllegalArgumentException("expected an input of tokens, INT64, but the input has other numbers");
        }
        return input;
    }

    /**
     * Runs a list inside a layer.
     *
     * @param name of the layer; begins the names of the layers in the list
     * @param option of the layer that holds the list
     * @param x what the list takes
     * @return the value of its last layer; x if it is empty
     */
    public T run(LayerList list, String name, String option, T x) {
        Supplier<String> outer = path;
        Supplier<String> here = () -> outer.get().isEmpty() ? option : outer.get() + "." + option;
        List<String> names = LayerException.at(here, list::names);
        T value = x;
        depth++;
        for (int i = 0; i < names.size(); i++) {
            int index = i;
            ListedLayer listed = list.layers().get(i);
            path = () -> "%s[%d].%s".formatted(here.get(), index, listed.layer().word());
            String full = name.isEmpty() ? names.get(i) : name + "." + names.get(i);
            observer.before(depth, full, listed.layer());
            value = value(listed, full, value);
            observer.after(depth, value);
        }
        depth--;
        path = outer;
        return value;
    }

    private T value(ListedLayer listed, String name, T x) {
        return LayerException.at(path, () -> {
            T value = listed.layer().apply(this, name, x);
            if (!listed.output().isEmpty()) {
                addOutput(listed.output(), value);
            }
            return value;
        });
    }

    private void addOutput(String name, T value) {
        if (name.equals(Signature.LOGITS)) {
            throw new IllegalArgumentException("output: '%s' is the value of the last layer".formatted(name));
        }
        if (outputs.put(name, value) != null) {
            throw new IllegalArgumentException("output: two outputs are named '%s'".formatted(name));
        }
    }
}
