package io.alambic.student.wiring;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The time that metrics go by. */
final class Clocks {

    private Clocks() {}

    @Produces
    @Singleton
    static Clock system() {
        return Clock.systemUTC();
    }
}
