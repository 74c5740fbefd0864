package io.alambic.core.torchscript;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import net.razorvine.pickle.PickleException;

/**
 * A TorchScript archive without the elements of its tensors: code, the tree of modules, constants. It is small, whatever the size of
 * the model. Thread safe.
 *
 * <p>A {@code .pt} file is a zip archive: {@code data.pkl} holds the tree of modules as a pickle, in which each tensor
 * names the entry {@code data/N} with its elements, and where among them it lies.
 */
public final class ModuleArchive {

    private static final String TREE = "data.pkl";
    private static final String CODE = "code/";
    private static final String SOURCE = ".py";

    /** Where the code came from, by its positions in the text. */
    private static final String POSITIONS = ".debug_pkl";

    private final String folder;
    private final Map<String, byte[]> entries;
    private final Map<String, Long> storages;
    private final Map<String, PickledTensor> tensors;
    private final Set<String> parameters;
    private final Map<String, String> tied;
    private byte[] withoutElements;
    private byte[] exposed;

    private ModuleArchive(
            String folder,
            Map<String, byte[]> entries,
            Map<String, Long> storages,
            Map<String, PickledTensor> tensors,
            Set<String> parameters) {
        this.folder = folder;
        this.entries = entries;
        this.storages = storages;
        this.tensors = tensors;
        this.parameters = parameters;
        this.tied = tied(tensors);
    }

    /**
     * Reads a file; the elements of tensors are left where they are.
     *
     * @throws IOException if the file holds no TorchScript module
     */
    static ModuleArchive read(Path file) throws IOException {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            ZipEntry tree = archive.stream()
                    .filter(entry -> entry.getName().endsWith("/" + TREE))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no %s in it".formatted(TREE)));
            String folder = tree.getName().substring(0, tree.getName().length() - TREE.length());
            TorchPickle.Tree modules;
            try (InputStream pickle = archive.getInputStream(tree)) {
                modules = TorchPickle.read(pickle);
            }
            Map<String, ModuleSource.Declared> classes = classes(archive, folder);
            Map<String, PickledTensor> tensors = new TreeMap<>();
            Set<String> parameters = new TreeSet<>();
            modules.attributes().forEach(attribute -> {
                ModuleSource.Declared owner = classes.get(attribute.owner());
                if (owner != null
                        && owner.tensors().contains(attribute.name())
                        && attribute.tensor().isOfKnownType()) {
                    tensors.put(attribute.path(), attribute.tensor());
                    if (owner.parameters().contains(attribute.name())) {
                        parameters.add(attribute.path());
                    }
                }
            });
            Set<String> emptied = onlyOf(tensors, modules, folder);
            Map<String, byte[]> entries = new LinkedHashMap<>();
            Map<String, Long> storages = new LinkedHashMap<>();
            for (ZipEntry entry : Collections.list(archive.entries())) {
                if (emptied.contains(entry.getName())) {
                    storages.put(entry.getName(), entry.getSize());
                } else {
                    entries.put(entry.getName(), bytes(archive, entry));
                }
            }
            return new ModuleArchive(folder, entries, storages, tensors, parameters);
        } catch (PickleException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("its tensors cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, ModuleSource.Declared> classes(ZipFile archive, String folder) throws IOException {
        Map<String, ModuleSource.Declared> classes = new HashMap<>();
        for (ZipEntry entry : Collections.list(archive.entries())) {
            String name = entry.getName();
            if (isSource(name, folder)) {
                String module = name.substring(folder.length() + CODE.length(), name.length() - SOURCE.length())
                        .replace('/', '.');
                source(bytes(archive, entry))
                        .classes()
                        .forEach((type, declared) -> classes.put(module + "." + type, declared));
            }
        }
        return classes;
    }

    private static boolean isSource(String entry, String folder) {
        return entry.startsWith(folder + CODE) && entry.endsWith(SOURCE);
    }

    private static ModuleSource source(byte[] text) {
        return new ModuleSource(new String(text, StandardCharsets.UTF_8));
    }

    /** Returns the storages that hold nothing but tensors that have a name. */
    private static Set<String> onlyOf(Map<String, PickledTensor> tensors, TorchPickle.Tree modules, String folder) {
        Set<PickledTensor> named = Collections.newSetFromMap(new IdentityHashMap<>());
        named.addAll(tensors.values());
        Set<String> only = new HashSet<>();
        Set<String> shared = new HashSet<>();
        modules.tensors().forEach(tensor -> (named.contains(tensor) ? only : shared).add(folder + tensor.entry()));
        only.removeAll(shared);
        return only;
    }

    private static byte[] bytes(ZipFile archive, ZipEntry entry) throws IOException {
        try (InputStream content = archive.getInputStream(entry)) {
            return content.readAllBytes();
        }
    }

    private static Map<String, String> tied(Map<String, PickledTensor> tensors) {
        Map<String, String> tied = new TreeMap<>();
        Map<String, String> firstAt = new HashMap<>();
        tensors.forEach((name, tensor) -> {
            String first = firstAt.putIfAbsent(tensor.place(), name);
            if (first != null) {
                tied.put(name, first);
            }
        });
        return tied;
    }

    /** Returns all tensors of modules, but for those of types that this release does not know, by the names that PyTorch's {@code state_dict()} gives them. */
    Map<String, PickledTensor> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** Returns whether a tensor is a parameter, and no buffer or plain attribute. */
    boolean isParameter(String name) {
        return parameters.contains(name);
    }

    /**
     * Returns the names of tensors that are tied to another one, with the name of that one: of each shared tensor all but the first in
     * the order of names.
     */
    Map<String, String> tied() {
        return Collections.unmodifiableMap(tied);
    }

    /** Returns the archive as a file, with zeros for the elements of its tensors, which take next to no space. */
    synchronized byte[] withoutElements() {
        if (withoutElements == null) {
            withoutElements = zeros(false);
        }
        return withoutElements;
    }

    /** Returns {@link #withoutElements()} with {@linkplain ModuleSource#exposed() exposed} code, for the engine to load. */
    synchronized byte[] exposed() {
        if (exposed == null) {
            exposed = zeros(true);
        }
        return exposed;
    }

    private byte[] zeros(boolean exposing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream archive = new ZipOutputStream(bytes)) {
            archive.setLevel(Deflater.BEST_SPEED);
            putEntries(archive, exposing);
            byte[] block = new byte[1 << 16];
            for (Map.Entry<String, Long> storage : storages.entrySet()) {
                archive.putNextEntry(new ZipEntry(storage.getKey()));
                for (long left = storage.getValue(); left > 0; left -= block.length) {
                    archive.write(block, 0, (int) Math.min(left, block.length));
                }
                archive.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void putEntries(ZipOutputStream archive, boolean exposing) throws IOException {
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            if (exposing && entry.getKey().endsWith(POSITIONS)) {
                continue;
            }
            byte[] content = entry.getValue();
            if (exposing && isSource(entry.getKey(), folder)) {
                content = source(content).exposed().getBytes(StandardCharsets.UTF_8);
            }
            archive.putNextEntry(new ZipEntry(entry.getKey()));
            archive.write(content);
            archive.closeEntry();
        }
    }

    /**
     * Reads the elements of the tensors, one after the other, from a file that this archive was read from.
     *
     * @param use receives a tensor under its name of {@link #tensors()}; it is closed afterwards
     * @throws IOException if the file cannot be read
     */
    void readElements(Path file, Consumer<Map<String, NDArray>> use, NDManager manager) throws IOException {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            for (Map.Entry<String, PickledTensor> tensor : tensors.entrySet()) {
                ZipEntry storage = archive.getEntry(folder + tensor.getValue().entry());
                if (storage == null) {
                    throw new IOException(
                            "it lacks " + folder + tensor.getValue().entry());
                }
                try (NDManager scope = manager.newSubManager();
                        InputStream content = archive.getInputStream(storage)) {
                    use.accept(Map.of(tensor.getKey(), tensor.getValue().read(content, storage.getSize(), scope)));
                }
            }
        }
    }

    /**
     * Writes a {@code .pt} file.
     *
     * @param weights elements of {@link #tensors()} by name; a tied one may be missing
     * @throws IOException if the file cannot be written
     */
    void write(Path file, Map<String, NDArray> weights, NDManager manager) throws IOException {
        Map<String, List<String>> stored = new HashMap<>();
        tensors.forEach((name, tensor) -> {
            if (!tied.containsKey(name)) {
                stored.computeIfAbsent(folder + tensor.entry(), entry -> new ArrayList<>())
                        .add(name);
            }
        });
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                ZipOutputStream archive = new ZipOutputStream(out)) {
            archive.setLevel(Deflater.NO_COMPRESSION);
            putEntries(archive, false);
            for (Map.Entry<String, Long> storage : storages.entrySet()) {
                archive.putNextEntry(new ZipEntry(storage.getKey()));
                try (NDManager scope = manager.newSubManager()) {
                    NDArray elements = scope.zeros(new Shape(storage.getValue()), DataType.UINT8);
                    ByteBuffer memory = elements.toByteBuffer(true);
                    stored.get(storage.getKey())
                            .forEach(name -> tensors.get(name).put(weights.get(name), memory));
                    copy(memory, archive);
                }
                archive.closeEntry();
            }
        }
    }

    private static void copy(ByteBuffer from, OutputStream to) throws IOException {
        byte[] block = new byte[1 << 16];
        while (from.hasRemaining()) {
            int count = Math.min(block.length, from.remaining());
            from.get(block, 0, count);
            to.write(block, 0, count);
        }
    }
}
