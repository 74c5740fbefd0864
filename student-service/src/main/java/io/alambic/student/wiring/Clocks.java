package io.alambic.student.wiring;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Provides the clock. */
final class Clocks {

    private Clocks() {}

    @Produces
    @Singleton
    static Clock system() {
        return Clock.systemUTC();
    }
}
