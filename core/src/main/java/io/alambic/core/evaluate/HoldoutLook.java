package io.alambic.core.evaluate;

import ai.djl.ndarray.NDManager;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.task.Tally;
import io.alambic.core.task.Task;
import io.alambic.core.train.YieldPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A view of the holdout at one moment: later samples are not part of it, and its samples remain until it is closed, while
 * another thread fills the window. Used by one thread at a time.
 */
public final class HoldoutLook implements AutoCloseable {

    private final List<Part> parts = new ArrayList<>();
    private final Task task;
    private final YieldPolicy yieldPolicy;
    private final Runnable onClose;

    private record Part(HoldoutSegment segment, long filling, int samples) {}

    HoldoutLook(Collection<HoldoutSegment> segments, Task task, YieldPolicy yieldPolicy, Runnable onClose) {
        this.task = task;
        this.yieldPolicy = yieldPolicy;
        this.onClose = onClose;
        for (HoldoutSegment segment : segments) {
            if (segment.samples() > 0) {
                parts.add(new Part(segment, segment.filling(), segment.samples()));
            }
        }
    }

    /** Returns whether there are no samples. */
    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /**
     * Evaluates a network; empty if there are no samples.
     *
     * @param known earlier result of the same weights: only newer samples are computed
     * @param parent manager under which the passes keep their arrays until they are done
     */
    public Optional<HoldoutEvaluation> evaluate(InferenceNetwork network, HoldoutEvaluation known, NDManager parent) {
        List<HoldoutEvaluation.Part> answered = new ArrayList<>();
        for (Part part : parts) {
            yieldPolicy.yieldToInference();
            try (NDManager scope = parent.newSubManager()) {
                Tally before = known.about(part.segment(), part.filling());
                Tally tally = part.segment().answeredBy(network, task, before, part.samples(), scope);
                answered.add(new HoldoutEvaluation.Part(part.segment(), part.filling(), tally));
            }
        }
        return answered.isEmpty() ? Optional.empty() : Optional.of(new HoldoutEvaluation(task, answered));
    }

    /** Called once, when the view is no longer needed. */
    @Override
    public void close() {
        onClose.run();
    }
}
