package io.alambic.core.layer.kind;

import io.alambic.core.layer.Layer;
import io.alambic.core.layer.LayerList;
import io.alambic.core.layer.LayerPass;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs lists side by side on the same value, and puts their channels one behind the other.
 *
 * @param branches at least two; one without layers gives what it takes
 */
public record Concatenation(List<LayerList> branches) implements Layer {

    /** Name in a list. */
    public static final String WORD = "concatenate";

    public Concatenation {
        branches = List.copyOf(branches);
        if (branches.size() < 2) {
            throw new IllegalArgumentException("branches: expected at least 2, but got " + branches.size());
        }
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public <T> T apply(LayerPass<T> pass, String name, T x) {
        List<T> values = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            values.add(pass.run(branches.get(i), name + ".branch" + (i + 1), "branches[%d]".formatted(i), x));
        }
        return pass.operations().concatenate(values);
    }
}
