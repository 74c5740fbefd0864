package io.alambic.mapping.operation;

import io.alambic.mapping.value.ElementCursor;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.LiteralValue;
import io.alambic.mapping.value.ScalarValue;
import io.alambic.mapping.value.TargetTensor;
import io.alambic.mapping.value.Unfolding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.DoubleUnaryOperator;

/**
 * Makes elements of a value: reads it as a number, changes the number, spreads it over elements. A chain without steps puts the
 * value as it is. Immutable, thread safe.
 */
public final class Chain {

    private static final DoubleUnaryOperator[] NO_CHANGES = {};

    private final LiteralValue fallback;
    private final boolean optional;
    private final OptionalInt listed;
    private final Reading reading;
    private final DoubleUnaryOperator[] changes;
    private final ElementSpread spread;
    private final Unfolding unfolding;
    private final OptionalLong most;

    private Chain(Builder builder) {
        fallback = builder.fallback;
        optional = builder.optional;
        listed = builder.listed;
        boolean isPlain = builder.reading == null && builder.changes.isEmpty() && builder.spread == null;
        reading = isPlain || builder.reading != null ? builder.reading : ScalarValue::asDouble;
        changes = builder.changes.toArray(NO_CHANGES);
        spread = builder.spread;
        unfolding = builder.unfolding;
        most = builder.most;
    }

    /** Returns the chain of some steps. */
    public static Chain of(List<Operation> operations) {
        Builder builder = new Builder();
        operations.forEach(operation -> operation.addTo(builder));
        return new Chain(builder);
    }

    /** Returns this chain; if no step of it reads the value, one that reads a time. */
    public Chain orReading(TimeReading time) {
        if (unfolding != null) {
            throw new IllegalArgumentException("expected one value, but the expression gives several");
        }
        if (reading != null) {
            return this;
        }
        Builder builder = new Builder();
        builder.fallback = fallback;
        builder.optional = optional;
        builder.reading = time;
        return new Chain(builder);
    }

    /**
     * Returns this chain for a tensor.
     *
     * @throws IllegalArgumentException if the tensor cannot hold what it makes
     */
    public Chain fittedTo(TargetTensor tensor) {
        if (unfolding == null) {
            return this;
        }
        Builder builder = new Builder();
        builder.fallback = fallback;
        builder.optional = optional;
        builder.listed = listed;
        builder.unfolding = unfolding.fittedTo(tensor);
        return new Chain(builder);
    }

    /** Returns the number of elements that a value becomes. */
    public int width() {
        return spread == null ? 1 : spread.width();
    }

    /** Returns the number of values, where the expression says it. */
    public OptionalInt listed() {
        return listed;
    }

    /** Returns whether a value is put as it is. */
    public boolean isPlain() {
        return reading == null && unfolding == null;
    }

    /** Returns what makes elements of a value, as many as it gives; null if the value is one number, or the elements of one. */
    public Unfolding unfolding() {
        return unfolding;
    }

    /** Returns the largest number of a category or token, where the value becomes that number; empty if nothing bounds it. */
    public OptionalLong most() {
        if (unfolding != null) {
            return unfolding.most();
        }
        return changes.length == 0 && spread == null ? most : OptionalLong.empty();
    }

    /** Returns what stands for a missing value; null if there is none. */
    public LiteralValue fallback() {
        return fallback;
    }

    /** Returns whether the value may be missing. */
    public boolean isOptional() {
        return optional;
    }

    /**
     * Puts the elements of a value.
     *
     * @throws InvalidValueException if the value has none
     */
    public void put(ScalarValue value, ElementCursor elements) throws IOException, InvalidValueException {
        if (reading == null) {
            elements.put(value);
            return;
        }
        double number = read(value);
        if (spread == null) {
            elements.put(number);
        } else {
            spread.put(number, elements);
        }
    }

    /**
     * Reads a value as a number.
     *
     * @throws InvalidValueException if it has none
     */
    public double read(ScalarValue value) throws IOException, InvalidValueException {
        double number = reading == null ? value.asDouble() : reading.read(value);
        for (DoubleUnaryOperator change : changes) {
            number = change.applyAsDouble(number);
        }
        return number;
    }

    /** Collects steps. Used by one thread. */
    public static final class Builder {

        private final List<DoubleUnaryOperator> changes = new ArrayList<>();
        private LiteralValue fallback;
        private boolean optional;
        private OptionalInt listed = OptionalInt.empty();
        private Reading reading;
        private ElementSpread spread;
        private Unfolding unfolding;
        private OptionalLong most = OptionalLong.empty();

        private Builder() {}

        void fallback(LiteralValue value) {
            require(fallback == null && !optional, "one of default(...) and optional, once");
            fallback = value;
        }

        void optional() {
            require(fallback == null && !optional, "one of default(...) and optional, once");
            optional = true;
        }

        void listed(int values) {
            require(listed.isEmpty(), "list(...) once");
            listed = OptionalInt.of(values);
        }

        void read(Reading step) {
            require(
                    reading == null && changes.isEmpty() && spread == null && unfolding == null,
                    "what reads the value first, and once");
            reading = step;
        }

        /** Adds a reading of categories, which gives numbers up to this one. */
        void read(Reading step, long largest) {
            read(step);
            most = OptionalLong.of(largest);
        }

        /** Adds a reading unless there is one. */
        void readUnlessRead(Reading step) {
            if (reading == null) {
                read(step);
            }
        }

        void change(DoubleUnaryOperator step) {
            require(spread == null && unfolding == null, "what changes a number before what spreads it over elements");
            changes.add(step);
        }

        void spread(ElementSpread step) {
            require(spread == null && unfolding == null, "one step that spreads a number over elements");
            spread = step;
        }

        void unfold(Unfolding step) {
            require(
                    reading == null && changes.isEmpty() && spread == null && unfolding == null,
                    "what unfolds the value alone");
            unfolding = step;
        }

        private static void require(boolean fits, String expected) {
            if (!fits) {
                throw new IllegalArgumentException("expected " + expected);
            }
        }
    }
}
