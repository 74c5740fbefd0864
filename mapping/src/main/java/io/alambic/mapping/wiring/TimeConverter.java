package io.alambic.mapping.wiring;

import io.alambic.core.settings.Values;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** A duration of at least 1 ms, such as {@code 250ms}. */
public final class TimeConverter implements Converter<Duration> {

    private static final long serialVersionUID = 1L;

    @Override
    public Duration convert(String raw) {
        Duration time = Values.parseDuration(raw);
        if (time.toMillis() < 1) {
            throw new IllegalArgumentException("expected at least 1ms, but got '%s'".formatted(raw));
        }
        return time;
    }
}
