package io.alambic.models;

import ai.djl.engine.Engine;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The environment of ONNX Runtime in this process, which all sessions use, guarded against two ways in which it ends the process with SIGSEGV:
 *
 * <ul>
 *   <li>The Java library releases it in a shutdown hook, beside ours, when passes may still run (microsoft/onnxruntime#31352). It counts
 *       references, and one more, which nobody releases, keeps it.
 *   <li>While it is created, a regular expression over the command line recurses once for each character: 4,000 of them are too many for a
 *       stack of 1 MiB.
 * </ul>
 */
final class OnnxEnvironment {

    static final String ENGINE = "OnnxRuntime";

    private static final long STACK_BYTES = 256L << 20;

    private static final int WARNING = 2;

    private OnnxEnvironment() {}

    /**
     * Creates the environment where there is none, and holds it until the process ends.
     *
     * @throws IllegalStateException if the library is not of the form that it has in the version that the parent POM names
     */
    static void keep() {
        FutureTask<Void> reference = new FutureTask<>(OnnxEnvironment::reference, null);
        new Thread(null, reference, "onnx-environment", STACK_BYTES).start();
        try {
            reference.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("ONNX Runtime cannot be used: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ONNX Runtime was started", e);
        }
    }

    private static void reference() {
        Engine.getEngine(ENGINE);
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            Method create = Class.forName("ai.onnxruntime.OrtEnvironment")
                    .getDeclaredMethod("createHandle", long.class, int.class, String.class);
            api.setAccessible(true);
            create.setAccessible(true);
            create.invoke(null, api.getLong(null), WARNING, "alambic");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("its environment has no references that can be counted", e);
        }
    }
}
