package io.alambic.core.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.engine.ArrayCopy;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.TensorSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A TorchScript module that can be trained. Its weights are its tensors by the names of PyTorch's {@code state_dict()}, parameters and
 * buffers, and {@value #MODULE}: the archive without their elements, from which the module can be built again.
 *
 * <p>Parameters that were not frozen when the module was written are learned. Of tensors that are tied, one is a weight: its gradient
 * is that of all, and it is to be updated once.
 */
final class TrainableModule implements TrainableNetwork {

    /** Name of the archive among the weights. */
    static final String MODULE = "module";

    private final ModuleArchive archive;
    private final LoadedModule module;
    private final Map<String, NDArray> tensors = new TreeMap<>();
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final Map<String, NDArray> learned = new TreeMap<>();
    private final Signature signature;

    private TrainableModule(ModuleArchive archive, LoadedModule module, Elements elements, List<TensorSpec> inputs)
            throws IOException {
        this.archive = archive;
        this.module = module;
        module.parameters().forEach((name, array) -> {
            if (archive.tensors().containsKey(name)) {
                tensors.put(name, array);
            } else if (array.hasGradient()) {
                throw new IllegalArgumentException(
                        "parameter '%s' is to be learned, but its type is none that a student learns in; freeze it or convert it to float32"
                                .formatted(name));
            }
        });
        byte[] small = archive.withoutElements();
        weights.put(
                MODULE,
                module.manager()
                        .create(
                                ByteBuffer.allocateDirect(small.length)
                                        .put(small)
                                        .flip(),
                                new Shape(small.length),
                                DataType.UINT8));
        tensors.forEach((name, array) -> {
            if (!archive.tied().containsKey(name)) {
                weights.put(name, array);
                if (array.hasGradient()) {
                    learned.put(name, array);
                }
            }
        });
        try (NDManager scope = module.manager().newSubManager()) {
            ArrayCopy copy = new ArrayCopy(scope);
            elements.read(this, part -> copy.copy(part, tensors), scope);
        }
        this.signature = module.probe(inputs);
    }

    /** Where the elements of a module's tensors come from. */
    @FunctionalInterface
    private interface Elements {

        void read(TrainableModule module, Consumer<Map<String, NDArray>> use, NDManager scope) throws IOException;
    }

    /**
     * Loads a module from the file that its archive was read from.
     *
     * @throws IOException if the file cannot be read, or the engine takes it for no module
     * @throws IllegalArgumentException if the module does not take the inputs
     */
    static TrainableModule read(Path file, ModuleArchive archive, List<TensorSpec> inputs, NDManager parent)
            throws IOException {
        return load(archive, (module, use, scope) -> archive.readElements(file, use, scope), inputs, parent);
    }

    /**
     * Loads a module with a copy of given weights.
     *
     * @param weights as {@link #snapshot()} of a module of the same archive
     * @throws IllegalArgumentException if they do not fit, or the module does not take the inputs
     */
    static TrainableModule copy(
            ModuleArchive archive, Map<String, NDArray> weights, List<TensorSpec> inputs, NDManager parent) {
        try {
            return load(
                    archive,
                    (module, use, scope) -> {
                        module.require(weights);
                        Map<String, NDArray> elements = new TreeMap<>(weights);
                        elements.remove(MODULE);
                        use.accept(elements);
                    },
                    inputs,
                    parent);
        } catch (IOException e) {
            throw new IllegalArgumentException("weight '%s' is no module: %s".formatted(MODULE, e.getMessage()), e);
        }
    }

    private static TrainableModule load(
            ModuleArchive archive, Elements elements, List<TensorSpec> inputs, NDManager parent) throws IOException {
        byte[] bytes = archive.exposed();
        LoadedModule module = LoadedModule.read(new ByteArrayInputStream(bytes), bytes.length, parent);
        try {
            return new TrainableModule(archive, module, elements, inputs);
        } catch (IOException | RuntimeException e) {
            module.close();
            throw e;
        }
    }

    private void require(Map<String, NDArray> given) {
        Set<String> expected = weights.keySet();
        if (!given.keySet().equals(expected)) {
            throw new IllegalArgumentException("weights %s do not fit a TorchScript module whose weights are %s"
                    .formatted(new TreeSet<>(given.keySet()), new TreeSet<>(expected)));
        }
        weights.forEach((name, own) -> {
            NDArray other = given.get(name);
            if (!name.equals(MODULE)
                    && (!other.getShape().equals(own.getShape()) || other.getDataType() != own.getDataType())) {
                throw new IllegalArgumentException("weight '%s': expected %s of shape %s, but it is %s of shape %s"
                        .formatted(name, own.getDataType(), own.getShape(), other.getDataType(), other.getShape()));
            }
        });
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        return module.pass(signature.ordered(inputs), false);
    }

    @Override
    public Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs) {
        return module.pass(signature.ordered(inputs), true);
    }

    @Override
    public Map<String, NDArray> snapshot() {
        return Collections.unmodifiableMap(weights);
    }

    @Override
    public Map<String, NDArray> learned() {
        return learned;
    }

    /** Returns all tensors, tied ones by each of their names. */
    Map<String, NDArray> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    ModuleArchive archive() {
        return archive;
    }

    @Override
    public void close() {
        module.close();
    }
}
