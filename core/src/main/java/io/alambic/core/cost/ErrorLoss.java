package io.alambic.core.cost;

import ai.djl.ndarray.NDArray;
import io.alambic.core.settings.Expression;

/** What one error costs. A regression's is in units of the standard deviation of the teacher's answers. Immutable. */
public sealed interface ErrorLoss {

    /**
     * Returns the loss of each error.
     *
     * @param error FP32 or FP64 of any shape
     * @return of that type and shape, through which gradients flow
     */
    NDArray of(NDArray error);

    /**
     * Returns the loss of that name: {@code mse} or {@code huber(δ)}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    static ErrorLoss of(Expression choice) {
        return switch (choice.name()) {
            case "mse" -> {
                choice.arguments(0, "mse");
                yield new Squared();
            }
            case "huber" -> new Huber(choice.arguments(1, "huber(delta)").get(0).floatValue());
            default ->
                throw new IllegalArgumentException("expected mse or huber(delta), but got '%s'".formatted(choice));
        };
    }

    /** {@code d²}. */
    record Squared() implements ErrorLoss {
        @Override
        public NDArray of(NDArray error) {
            return error.square();
        }
    }

    /**
     * {@code d² / 2} up to {@code |d| = δ}, then {@code δ · (|d| − δ / 2)} (Huber 1964): an answer far off pulls no more than
     * one that is δ off.
     *
     * @param delta finite and greater than 0
     */
    record Huber(float delta) implements ErrorLoss {

        public Huber {
            if (!Float.isFinite(delta) || delta <= 0) {
                throw new IllegalArgumentException("δ of huber must be finite and greater than 0, but is " + delta);
            }
        }

        @Override
        public NDArray of(NDArray error) {
            NDArray size = error.abs();
            NDArray capped = size.minimum(error.getManager().create(delta));
            return capped.mul(size.sub(Numbers.times(capped, 1.0 / 2)));
        }
    }
}
