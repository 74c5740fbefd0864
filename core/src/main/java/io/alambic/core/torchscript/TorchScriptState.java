package io.alambic.core.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.tensor.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.razorvine.pickle.PickleException;

/**
 * The tensors of a TorchScript file by the names that PyTorch's {@code state_dict()} gives them: parameters and, unlike
 * what the engine tells of a module, buffers such as the running statistics of batch norm.
 *
 * <p>A {@code .pt} file is a zip archive: {@code data.pkl} holds the tree of modules as a pickle, in which each tensor
 * names the entry {@code data/N} with its elements, and where among them it lies.
 */
final class TorchScriptState {

    private static final String TREE = "data.pkl";

    private TorchScriptState() {}

    /**
     * Reads all tensors, in the order of their names.
     *
     * @param manager owns the tensors
     * @throws IOException if the file is no TorchScript module, or has tensors of a type that this release does not know
     */
    static Map<String, NDArray> read(Path file, NDManager manager) throws IOException {
        Map<String, NDArray> state = new TreeMap<>();
        try (ZipFile archive = new ZipFile(file.toFile())) {
            ZipEntry tree = tree(archive);
            String folder = tree.getName().substring(0, tree.getName().length() - TREE.length());
            for (Map.Entry<String, PickledTensor> tensor :
                    tensors(archive, tree).entrySet()) {
                ByteBuffer storage =
                        storage(archive, folder + "data/" + tensor.getValue().storage());
                state.put(tensor.getKey(), array(tensor.getValue(), storage, manager));
            }
        } catch (PickleException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("%s holds no tensors that can be read: %s".formatted(file, e.getMessage()), e);
        }
        return state;
    }

    /**
     * Returns the names of tensors that are tied to another one, with the name of that one: of each shared tensor all but the first in
     * the order of names. Tensors of a file that this release cannot read count as not tied.
     */
    static Map<String, String> tied(Path file) {
        Map<String, String> tied = new TreeMap<>();
        Map<String, String> firstAt = new HashMap<>();
        try (ZipFile archive = new ZipFile(file.toFile())) {
            tensors(archive, tree(archive)).forEach((name, tensor) -> {
                String first = firstAt.putIfAbsent(tensor.place(), name);
                if (first != null) {
                    tied.put(name, first);
                }
            });
            return tied;
        } catch (IOException | PickleException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return Map.of();
        }
    }

    private static ZipEntry tree(ZipFile archive) throws IOException {
        return archive.stream()
                .filter(entry -> entry.getName().endsWith("/" + TREE))
                .findFirst()
                .orElseThrow(() -> new IOException("%s has no %s".formatted(archive.getName(), TREE)));
    }

    private static Map<String, PickledTensor> tensors(ZipFile archive, ZipEntry tree) throws IOException {
        try (InputStream pickle = archive.getInputStream(tree)) {
            return TorchPickle.tensors(pickle);
        }
    }

    private static ByteBuffer storage(ZipFile archive, String name) throws IOException {
        ZipEntry entry = archive.getEntry(name);
        if (entry == null) {
            throw new IOException("%s lacks %s".formatted(archive.getName(), name));
        }
        try (InputStream content = archive.getInputStream(entry)) {
            return ByteBuffer.wrap(content.readAllBytes());
        }
    }

    private static NDArray array(PickledTensor tensor, ByteBuffer storage, NDManager manager) {
        TensorType type = tensor.type();
        Shape shape = new Shape(tensor.shape());
        ByteBuffer elements = ByteBuffer.allocateDirect(Math.toIntExact(shape.size() * type.bytes()));
        long[] index = new long[tensor.shape().length];
        while (elements.hasRemaining()) {
            int at = Math.toIntExact(tensor.position(index) * type.bytes());
            elements.put(storage.slice(at, type.bytes()));
            advance(index, tensor.shape());
        }
        return manager.create(elements.flip().order(ByteOrder.nativeOrder()), shape, type.djl());
    }

    /** The index of the next element, the last dimension being the fastest. */
    private static void advance(long[] index, long[] shape) {
        for (int dimension = shape.length - 1; dimension >= 0; dimension--) {
            if (++index[dimension] < shape[dimension]) {
                return;
            }
            index[dimension] = 0;
        }
    }
}
