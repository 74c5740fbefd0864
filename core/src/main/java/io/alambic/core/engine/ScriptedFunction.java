package io.alambic.core.engine;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function in TorchScript, the engine's own language, for operations that DJL lacks and for many operations in one call. No
 * gradients flow through it. Used by one thread; closed with the manager that it was compiled with.
 *
 * <p>Its source is a resource: a class {@code Function} whose method {@code forward} takes lists of arrays and returns an array or a list.
 * What is done to those lists is done to the arrays; the engine leaves out what is done to anything else and not returned.
 */
public final class ScriptedFunction {

    private static final String FOLDER = "function/";

    /** A pickle that makes a {@code Function} without attributes but the one that every module has. */
    private static final String INSTANCE = "\u0080\u0002c__torch__\nFunction\n)\u0081}(X\b\0\0\0training\u0089ub.";

    private static final String NO_CONSTANTS = "\u0080\u0002).";
    private static final String FORMAT_VERSION = "3\n";

    /** Behind the names of arrays that DJL passes as one list. */
    private static final String LIST = "[]";

    private final ParameterStore store;
    private final Block block;

    private ScriptedFunction(NDManager manager, Block block) {
        this.store = new ParameterStore(manager, false);
        this.block = block;
    }

    /**
     * Compiles a function.
     *
     * @param owner the class beside which its source lies
     * @param name of the source, without {@code .py}
     * @param parent manager under which the function keeps its own
     * @throws IllegalArgumentException if it does not compile
     */
    public static ScriptedFunction compile(Class<?> owner, String name, NDManager parent) {
        NDManager manager = parent.newSubManager();
        try (InputStream source = owner.getResourceAsStream(name + ".py")) {
            byte[] module = module(source.readAllBytes());
            return new ScriptedFunction(
                    manager, TorchScriptBlock.read(new ByteArrayInputStream(module), module.length, manager));
        } catch (IOException | MalformedModelException | RuntimeException e) {
            manager.close();
            throw new IllegalArgumentException("%s.py is no function in TorchScript".formatted(name), e);
        }
    }

    private static byte[] module(byte[] source) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream archive = new ZipOutputStream(bytes)) {
            add(archive, "data.pkl", INSTANCE.getBytes(StandardCharsets.ISO_8859_1));
            add(archive, "code/__torch__.py", source);
            add(archive, "constants.pkl", NO_CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
            add(archive, "version", FORMAT_VERSION.getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream archive, String name, byte[] content) throws IOException {
        archive.putNextEntry(new ZipEntry(FOLDER + name));
        archive.write(content);
        archive.closeEntry();
    }

    /**
     * Calls the function, which may change its arguments in place.
     *
     * @param arguments its lists of arrays, none of them empty; the arrays get new names
     * @return a new handle that the caller closes
     * @throws ai.djl.engine.EngineException if the function fails
     */
    public NDArray call(List<? extends Collection<NDArray>> arguments) {
        return callForList(arguments).singletonOrThrow();
    }

    /** As {@link #call}, of a function that returns a list: new handles that the caller closes. */
    public NDList callForList(List<? extends Collection<NDArray>> arguments) {
        NDList named = new NDList();
        for (int i = 0; i < arguments.size(); i++) {
            String name = i + LIST;
            for (NDArray array : arguments.get(i)) {
                array.setName(name);
                named.add(array);
            }
        }
        return block.forward(store, named, false);
    }
}
