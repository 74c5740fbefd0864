package io.alambic.core.layer;

/**
 * A layer of a list. It says once, in {@link Operations}, what it computes; shapes, parameters, passes and ONNX files follow from
 * that.
 *
 * <p>A layer is a record whose components are its options in a file: of type {@code int}, {@code boolean}, {@link LayerList} or
 * lists of these. {@link Usual} gives a component a default. The canonical constructor refuses what cannot be.
 */
public interface Layer {

    /** Returns its name in a list. */
    String word();

    /**
     * Computes the layer.
     *
     * @param pass gives the operations, the tokens of a text, and runs lists inside this layer
     * @param name begins the names of this layer's parameters
     * @param x what the layer before gave
     * @throws IllegalArgumentException saying what was expected and what came, if the layer does not take x
     */
    <T> T apply(LayerPass<T> pass, String name, T x);
}
