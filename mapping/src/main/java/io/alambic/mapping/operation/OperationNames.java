package io.alambic.mapping.operation;

import io.alambic.core.settings.Values;
import io.alambic.mapping.image.ImageStep;
import io.alambic.mapping.text.TokensStep;
import io.alambic.mapping.value.LiteralValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The operations of expressions by name. */
public final class OperationNames {

    private static final Map<String, Function<Arguments, Operation>> BY_NAME = Map.ofEntries(
            Map.entry("default", args -> new MissingValue(Optional.of(LiteralValue.of(args.only())))),
            Map.entry("optional", args -> args.none(new MissingValue(Optional.empty()))),
            Map.entry("list", args -> new ListOf(Values.parseInteger(args.only()))),
            Map.entry("utf8", args -> args.none(new Unfold(new TextBytes()))),
            Map.entry("base64", args -> args.none(new Unfold(new EncodedBytes()))),
            Map.entry("image", args -> new Unfold(ImageStep.of(args.texts()))),
            Map.entry("tokens", args -> new Unfold(TokensStep.of(args.texts()))),
            Map.entry("number", args -> args.none(new NumberInText())),
            Map.entry("scale", args -> new ScaleBy(args.numbers(1).get(0))),
            Map.entry(
                    "standardize",
                    args -> new Standardize(
                            args.numbers(2).get(0), args.numbers(2).get(1))),
            Map.entry(
                    "clip",
                    args -> new Clip(args.numbers(2).get(0), args.numbers(2).get(1))),
            Map.entry("vocabulary", args -> new Vocabulary(args.some(), false)),
            Map.entry("one-hot", args -> new Vocabulary(args.some(), true)),
            Map.entry("hash", args -> new HashedCategory(Values.parseInteger(args.only()), false)),
            Map.entry("hash-one-hot", args -> new HashedCategory(Values.parseInteger(args.only()), true)),
            Map.entry("iso", args -> args.none(TimeReading.ISO)),
            Map.entry("seconds", args -> args.none(TimeReading.SECONDS)),
            Map.entry("millis", args -> args.none(TimeReading.MILLIS)),
            Map.entry("cyclic", args -> Cyclic.of(args.only())));

    private OperationNames() {}

    /** What stands between the brackets of an operation. */
    private record Arguments(String name, List<String> texts) {

        String only() {
            require(texts.size() == 1, "one value");
            return texts.get(0);
        }

        List<String> some() {
            require(!texts.isEmpty(), "values");
            return texts;
        }

        Operation none(Operation operation) {
            require(texts.isEmpty(), "no values");
            return operation;
        }

        List<Double> numbers(int count) {
            require(texts.size() == count, count == 1 ? "a number" : count + " numbers");
            List<Double> numbers = texts.stream().map(Values::parseNumber).toList();
            require(numbers.stream().allMatch(Double::isFinite), "finite numbers");
            return numbers;
        }

        private void require(boolean fits, String expected) {
            if (!fits) {
                throw new IllegalArgumentException("expected %s between the brackets of %s, but got '%s'"
                        .formatted(expected, name, String.join(", ", texts)));
            }
        }
    }

    /**
     * Returns an operation.
     *
     * @throws IllegalArgumentException if there is none of this name, or it does not take these arguments
     */
    public static Operation of(String name, List<String> arguments) {
        Function<Arguments, Operation> made = BY_NAME.get(name);
        if (made == null) {
            throw new IllegalArgumentException(
                    "expected one of the operations %s, but got '%s'".formatted(new TreeMap<>(BY_NAME).keySet(), name));
        }
        return made.apply(new Arguments(name, arguments));
    }
}
