package io.alambic.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import java.util.Collection;

/** Many arrays as one, so that what is asked about all of them is one call of the engine. */
final class FlatCopy {

    private FlatCopy() {}

    /** A copy [elements of all], one array behind the other, that the caller closes. */
    static NDArray of(Collection<NDArray> arrays) {
        try (NDList flat = new NDList(arrays.size())) {
            arrays.forEach(array -> flat.add(array.reshape(-1)));
            return NDArrays.concat(flat);
        }
    }
}
