package io.alambic.student.wiring.configuration;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A setting whose text lists several values. A list of SmallRye's would silently drop empty parts.
 *
 * @param all the values, in order
 */
public record Parts<T>(List<T> all) {

    public Parts {
        all = List.copyOf(all);
    }

    /** Reads each part of a list. */
    static <T> Parts<T> of(Stream<String> texts, Function<String, T> parser) {
        return new Parts<>(texts.map(parser).toList());
    }

    /** Returns the values of a setting; none if it is not set. */
    static <T> List<T> in(Optional<Parts<T>> setting) {
        return setting.map(Parts::all).orElse(List.of());
    }
}
