package io.alambic.student.wiring.metrics;

import io.alambic.student.control.ControlListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Meters of the control topic. A singleton, created at the start of the process and not at the first refusal. */
@Singleton
public class ControlMeters implements ControlListener {

    private final Counter refused;

    ControlMeters(MeterRegistry registry) {
        refused = Counter.builder("alambic.student.control.refused")
                .description("Settings of this student on the control topic that could not be used")
                .register(registry);
    }

    @Override
    public void refused(String setting) {
        refused.increment();
    }
}
