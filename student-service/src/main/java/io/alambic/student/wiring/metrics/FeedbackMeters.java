package io.alambic.student.wiring.metrics;

import io.alambic.student.feedback.FeedbackListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Meters of the feedback. A singleton, created at the start of the process. */
@Singleton
public class FeedbackMeters implements FeedbackListener {

    private final Map<Fate, Counter> samples = new EnumMap<>(Fate.class);

    FeedbackMeters(MeterRegistry registry) {
        for (Fate fate : Fate.values()) {
            samples.put(
                    fate,
                    Counter.builder("alambic.student.feedback.samples")
                            .description("Samples of requests that were chosen for feedback, by what became of them")
                            .tag("fate", fate.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    @Override
    public void feedback(Fate fate, int count) {
        samples.get(fate).increment(count);
    }
}
