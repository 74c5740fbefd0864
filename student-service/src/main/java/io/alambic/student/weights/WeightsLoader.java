package io.alambic.student.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.model.Architecture;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.safetensors.DamagedFileException;
import io.alambic.core.safetensors.SafetensorsFile;
import io.alambic.core.storage.WeightType;
import io.alambic.core.tensor.FiniteNumbers;
import io.alambic.core.tensor.NamedArrays;
import io.alambic.core.tensor.TensorType;
import io.alambic.student.registry.ModelVersions;
import io.alambic.student.registry.ServedFacts;
import io.alambic.student.registry.ServedModel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Loads published weights into a network, or refuses them. */
final class WeightsLoader {

    private static final long HEADER_BYTES = 16 << 20;

    private final Architecture architecture;
    private final NDManager engine;

    /**
     * Creates a loader.
     *
     * @param architecture required architecture of the weights
     * @param engine parent of the managers of the networks
     */
    WeightsLoader(Architecture architecture, NDManager engine) {
        this.architecture = architecture;
        this.engine = engine;
    }

    /** Returns how many bytes published weights of the architecture take at most: their arrays, with room for the header. */
    long largestBytes() {
        try (TrainableNetwork any = architecture.newNetwork(engine, 0)) {
            return 2 * NamedArrays.bytes(any.snapshot()) + HEADER_BYTES;
        }
    }

    ServedModel load(PublishedWeights weights) throws RefusedWeightsException {
        String model = weights.manifest().getModel();
        if (!model.equals(architecture.fingerprint())) {
            throw new RefusedWeightsException(
                    WeightsRefusal.MISMATCH,
                    "they are of %s, but this replica is %s".formatted(model, architecture.fingerprint()),
                    null);
        }
        ServedFacts facts = facts(weights);
        TrainableNetwork network = network(weights);
        Optional<String> notFinite = firstNotFinite(network);
        if (notFinite.isPresent()) {
            network.close();
            throw new RefusedWeightsException(
                    WeightsRefusal.NOT_FINITE, "weight '%s' is not finite".formatted(notFinite.get()), null);
        }
        return new ServedModel(network, facts);
    }

    private static ServedFacts facts(PublishedWeights weights) throws RefusedWeightsException {
        try {
            return ModelVersions.facts(weights.manifest().getVersion());
        } catch (RuntimeException e) {
            throw new RefusedWeightsException(
                    WeightsRefusal.MALFORMED, "their manifest contradicts itself: " + e.getMessage(), e);
        }
    }

    private TrainableNetwork network(PublishedWeights weights) throws RefusedWeightsException {
        try (NDManager scope = engine.newSubManager()) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            SafetensorsFile.of(weights.content())
                    .tensors()
                    .forEach((name, entry) -> arrays.put(name, entry.toArray(scope)));
            return architecture.newNetwork(engine, WeightType.restored(arrays));
        } catch (DamagedFileException e) {
            throw new RefusedWeightsException(WeightsRefusal.DAMAGED, e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new RefusedWeightsException(WeightsRefusal.MISMATCH, "they do not fit: " + e.getMessage(), e);
        }
    }

    private static Optional<String> firstNotFinite(TrainableNetwork network) {
        Map<String, NDArray> all = new HashMap<>(network.snapshot());
        all.putAll(network.learned());
        return all.entrySet().stream()
                .filter(entry -> entry.getValue().getDataType().isFloating())
                .filter(entry -> FiniteNumbers.firstNotFinite(
                                TensorType.of(entry.getValue().getDataType()),
                                entry.getValue().toByteBuffer(true))
                        .isPresent())
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
    }
}
