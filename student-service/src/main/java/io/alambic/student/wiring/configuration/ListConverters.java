package io.alambic.student.wiring.configuration;

import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.OutputPick;
import io.alambic.core.settings.Values;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.zoo.ZooArchitecture;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Converters from the text of a setting to several values. One that refuses a text says what is allowed and what came. A
 * blank text is no value where the setting is optional.
 */
public final class ListConverters {

    private static final int LEAST_CANDIDATES = 2;

    private ListConverters() {}

    /** Matched feature maps. */
    public static final class Features implements Converter<Parts<FeaturePair>> {

        @Override
        public Parts<FeaturePair> convert(String text) {
            return optional(text, FeaturePair::parse);
        }
    }

    /** Outputs of a model. */
    public static final class Outputs implements Converter<Parts<OutputPick>> {

        @Override
        public Parts<OutputPick> convert(String text) {
            return optional(text, OutputPick::parse);
        }
    }

    /** Names. */
    public static final class Words implements Converter<Parts<String>> {

        @Override
        public Parts<String> convert(String text) {
            return optional(text, Function.identity());
        }
    }

    /** Numbers of samples. */
    public static final class Counts implements Converter<Parts<Integer>> {

        @Override
        public Parts<Integer> convert(String text) {
            return optional(text, Values::parseInteger);
        }
    }

    /** Inputs of a model. */
    public static final class Inputs implements Converter<Parts<TensorSpec>> {

        @Override
        public Parts<TensorSpec> convert(String text) {
            return text.isBlank() ? null : new Parts<>(InputSpec.parseAll(text));
        }
    }

    /** Sizes of layers; required, a blank text is refused. */
    public static final class Sizes implements Converter<Parts<Integer>> {

        @Override
        public Parts<Integer> convert(String text) {
            return new Parts<>(Values.parseIntegers(text, ","));
        }
    }

    /** Sizes of layers, of which there may be none. */
    public static final class OptionalSizes implements Converter<Parts<Integer>> {

        @Override
        public Parts<Integer> convert(String text) {
            return text.isBlank() ? null : new Parts<>(Values.parseIntegers(text, ","));
        }
    }

    /** Input of an architecture of the zoo: {@code 1x28x28}, or {@code name:1x28x28}. */
    public static final class ZooInput implements Converter<ZooArchitecture.Input> {

        @Override
        public ZooArchitecture.Input convert(String text) {
            int colon = text.indexOf(':');
            List<Integer> shape = Values.parseIntegers(text.substring(colon + 1), "x");
            return colon < 0
                    ? new ZooArchitecture.Input(shape)
                    : new ZooArchitecture.Input(text.substring(0, colon).strip(), shape);
        }
    }

    /** The candidates that a search begins with. */
    public static final class Population implements Converter<Parts<PopulationEntry>> {

        @Override
        public Parts<PopulationEntry> convert(String text) {
            Parts<PopulationEntry> entries = Parts.of(Values.parts(text, ","), PopulationEntry::parse);
            if (entries.all().size() < LEAST_CANDIDATES) {
                throw new IllegalArgumentException(
                        "a search needs at least %d candidates, but got '%s'".formatted(LEAST_CANDIDATES, text));
            }
            return entries;
        }
    }

    private static <T> Parts<T> optional(String text, Function<String, T> parser) {
        return text.isBlank() ? null : Parts.of(Values.parts(text, ","), parser);
    }
}
