package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.cost.Cost;
import io.alambic.core.cost.TermName;
import io.alambic.core.engine.ScriptedFunction;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads how strongly each term of a cost pulls at what is learned. Takes a backward pass for each term, and memory for the gradients of
 * one, but changes no gradient of the step. Used by one thread.
 */
final class TermGradientReader {

    private final ScriptedFunction function;

    /**
     * A reader.
     *
     * @param manager owns what it needs
     */
    TermGradientReader(NDManager manager) {
        function = ScriptedFunction.compile(TermGradientReader.class, "term_gradients", manager);
    }

    /**
     * Reads the norm of each term's gradient, weighted by its λ, all gradients as one vector. To be called before the gradients of the
     * step are computed.
     *
     * @param learned everything that the cost moves
     * @param yieldPolicy asked before each term
     */
    Map<TermName, Float> read(Cost cost, Collection<NDArray> learned, YieldPolicy yieldPolicy) {
        Map<TermName, Float> norms = new EnumMap<>(TermName.class);
        cost.weighted().forEach((name, value) -> {
            yieldPolicy.yieldToInference();
            try (NDArray norm = function.call(List.of(List.of(value), learned))) {
                norms.put(name, norm.toFloatArray()[0]);
            }
        });
        return norms;
    }
}
