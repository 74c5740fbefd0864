package io.alambic.core.torchscript;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;
import net.razorvine.pickle.objects.ClassDict;

/**
 * Reads the tree of modules of a TorchScript file. A pickle names functions to call; this class calls
 * none but its own, so that reading has no side effects.
 */
final class TorchPickle extends Unpickler {

    private static final String TENSOR = "_rebuild_tensor_v2";

    /**
     * A function or class that the pickle names.
     *
     * @param module where Python finds it
     * @param name in that module
     */
    record Global(String module, String name) implements IObjectConstructor {

        /** A tensor, a module, or what PyTorch wraps in a call that only says its type. */
        @Override
        public Object construct(Object[] arguments) {
            if (name.equals(TENSOR)) {
                return PickledTensor.rebuilt(arguments);
            }
            return arguments.length == 0 ? new ClassDict(module, name) : arguments[0];
        }
    }

    private TorchPickle() {}

    /**
     * Returns the tensors of a module and its submodules by name; names join attributes with dots.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it holds no module
     */
    static Map<String, PickledTensor> tensors(InputStream pickle) throws IOException {
        if (new TorchPickle().load(pickle) instanceof ClassDict module) {
            Map<String, PickledTensor> tensors = new TreeMap<>();
            collect("", module, tensors);
            return tensors;
        }
        throw new IllegalArgumentException("there is no module in it");
    }

    private static void collect(String prefix, ClassDict module, Map<String, PickledTensor> tensors) {
        module.forEach((name, value) -> {
            if (value instanceof PickledTensor tensor) {
                tensors.put(prefix + name, tensor);
            } else if (value instanceof ClassDict part) {
                collect(prefix + name + ".", part, tensors);
            }
        });
    }

    @Override
    protected Object dispatch(short opcode) throws IOException {
        if (opcode != Opcodes.GLOBAL) {
            return super.dispatch(opcode);
        }
        String module = PickleUtils.readline(input);
        stack.add(new Global(module, PickleUtils.readline(input)));
        return NO_RETURN_VALUE;
    }

    /** Storages are named, not held, by the pickle: a tuple of kind, type, name, device and length. */
    @Override
    protected Object persistentLoad(Object storage) {
        return storage;
    }
}
