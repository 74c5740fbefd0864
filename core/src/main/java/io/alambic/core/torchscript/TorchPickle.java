package io.alambic.core.torchscript;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
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

    private final List<PickledTensor> tensors = new ArrayList<>();

    /**
     * The modules of a file.
     *
     * @param attributes tensors that are attributes of a module
     * @param tensors all tensors, also those in lists and dictionaries
     */
    record Tree(List<Attribute> attributes, List<PickledTensor> tensors) {}

    /**
     * A tensor that is an attribute of a module.
     *
     * @param owner class of the module
     * @param name of the attribute
     * @param path names of all attributes from the root to the tensor, joined with dots
     * @param tensor the same object for each attribute that holds the tensor
     */
    record Attribute(String owner, String name, String path, PickledTensor tensor) {}

    /**
     * A function or class that the pickle names.
     *
     * @param module where Python finds it
     * @param name in that module
     * @param tensors receives those that are built
     */
    record Global(String module, String name, List<PickledTensor> tensors) implements IObjectConstructor {

        /** A tensor, a module, or what PyTorch wraps in a call that only says its type. */
        @Override
        public Object construct(Object[] arguments) {
            if (name.equals(TENSOR)) {
                PickledTensor tensor = PickledTensor.rebuilt(arguments);
                tensors.add(tensor);
                return tensor;
            }
            return arguments.length == 0 ? new ClassDict(module, name) : arguments[0];
        }
    }

    private TorchPickle() {}

    /**
     * Reads a module and its submodules.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it holds no module
     */
    static Tree read(InputStream pickle) throws IOException {
        TorchPickle unpickler = new TorchPickle();
        if (unpickler.load(pickle) instanceof ClassDict module) {
            List<Attribute> attributes = new ArrayList<>();
            collect("", module, attributes);
            return new Tree(attributes, unpickler.tensors);
        }
        throw new IllegalArgumentException("there is no module in it");
    }

    private static void collect(String prefix, ClassDict module, List<Attribute> attributes) {
        module.forEach((name, value) -> {
            if (value instanceof PickledTensor tensor) {
                attributes.add(new Attribute(module.getClassName(), name, prefix + name, tensor));
            } else if (value instanceof ClassDict part) {
                collect(prefix + name + ".", part, attributes);
            }
        });
    }

    @Override
    protected Object dispatch(short opcode) throws IOException {
        if (opcode != Opcodes.GLOBAL) {
            return super.dispatch(opcode);
        }
        String module = PickleUtils.readline(input);
        stack.add(new Global(module, PickleUtils.readline(input), tensors));
        return NO_RETURN_VALUE;
    }

    /** Storages are named, not held, by the pickle: a tuple of kind, type, name, device and length. */
    @Override
    protected Object persistentLoad(Object storage) {
        return storage;
    }
}
