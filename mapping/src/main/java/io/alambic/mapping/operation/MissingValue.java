package io.alambic.mapping.operation;

import io.alambic.mapping.value.LiteralValue;
import java.util.Optional;

/**
 * {@code default(38)} or {@code optional}: what a missing value becomes.
 *
 * @param fallback what stands for it; if absent, nothing does, and a label is unknown
 */
record MissingValue(Optional<LiteralValue> fallback) implements Operation {

    @Override
    public void addTo(Chain.Builder chain) {
        fallback.ifPresentOrElse(chain::fallback, chain::optional);
    }
}
