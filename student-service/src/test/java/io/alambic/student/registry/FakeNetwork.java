package io.alambic.student.registry;

import ai.djl.ndarray.NDArray;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.student.TinyTask;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A network without weights whose passes a test can hold up and count. Thread safe. */
public final class FakeNetwork implements TrainableNetwork {

    private final Semaphore entered = new Semaphore(0);
    private final Semaphore mayLeave;
    private final AtomicInteger passes = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private FakeNetwork(int passesThatNeedNotWait) {
        mayLeave = new Semaphore(passesThatNeedNotWait);
    }

    public static FakeNetwork quick() {
        return new FakeNetwork(Integer.MAX_VALUE / 2);
    }

    /** Each pass waits until {@link #letOnePass()}. */
    public static FakeNetwork held() {
        return new FakeNetwork(0);
    }

    public void awaitEntered() throws InterruptedException {
        entered.acquire();
    }

    public void letOnePass() {
        mayLeave.release();
    }

    public int passes() {
        return passes.get();
    }

    public boolean isClosed() {
        return closed.get();
    }

    @Override
    public Signature signature() {
        return TinyTask.STUDENT.signature();
    }

    @Override
    public Map<String, NDArray> forward(Map<String, NDArray> inputs) {
        entered.release();
        mayLeave.acquireUninterruptibly();
        passes.incrementAndGet();
        if (isClosed()) {
            throw new IllegalStateException("closed while in use");
        }
        NDArray image = inputs.get("image");
        NDArray logits = image.getManager()
                .zeros(new ai.djl.ndarray.types.Shape(image.getShape().get(0), TinyTask.CLASSES));
        return Map.of(Signature.LOGITS, logits);
    }

    @Override
    public Map<String, NDArray> forwardTraining(Map<String, NDArray> inputs) {
        throw new UnsupportedOperationException("a served network is not trained");
    }

    @Override
    public Map<String, NDArray> snapshot() {
        return Map.of();
    }

    @Override
    public Map<String, NDArray> learned() {
        return Map.of();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            throw new IllegalStateException("closed twice");
        }
    }
}
