package io.alambic.mapping.text;

import io.alambic.core.settings.Values;
import io.alambic.core.tensor.TensorType;
import io.alambic.mapping.value.Elements;
import io.alambic.mapping.value.InvalidValueException;
import io.alambic.mapping.value.LastResult;
import io.alambic.mapping.value.ScalarValue;
import io.alambic.mapping.value.TargetTensor;
import io.alambic.mapping.value.Unfolding;
import io.alambic.tokenizer.Tokenizer;
import io.alambic.tokenizer.Tokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code tokens(tokenizer.json, 128)}: a text becomes its tokens, at most so many, for a tensor of INT64 with an open dimension; with a
 * third argument their mask or their types. The tokenizer is read with the mapping and lives as long as the process.
 *
 * @param key of the tokenizer
 * @param part of the tokens
 */
public record TokensStep(Key key, Part part) implements Unfolding {

    private static final int USUAL_LENGTH = 512;
    private static final int LARGEST_LENGTH = 1 << 20;
    private static final int MOST_ARGUMENTS = 3;

    /** What of the tokens fills the tensor. */
    public enum Part {
        /** Their numbers in the vocabulary. */
        IDS,
        /** 1 for each. */
        MASK,
        /** 0 for each: all belong to the first text. */
        TYPES
    }

    /**
     * A tokenizer.
     *
     * @param file its {@code tokenizer.json}
     * @param longest most tokens of a text
     */
    public record Key(String file, int longest) {}

    /**
     * Reads the step.
     *
     * @throws IllegalArgumentException if an argument is not as expected
     */
    public static TokensStep of(List<String> arguments) {
        if (arguments.isEmpty() || arguments.size() > MOST_ARGUMENTS) {
            throw new IllegalArgumentException(
                    "expected tokens(tokenizer.json), and behind the file the most tokens, and ids, mask or types, but got '%s'"
                            .formatted(String.join(", ", arguments)));
        }
        int longest = arguments.size() < 2 ? USUAL_LENGTH : Values.parseInteger(arguments.get(1));
        if (longest < 1 || longest > LARGEST_LENGTH) {
            throw new IllegalArgumentException(
                    "expected from 1 to %d as the most tokens, but got '%d'".formatted(LARGEST_LENGTH, longest));
        }
        return new TokensStep(
                new Key(arguments.get(0), longest),
                arguments.size() < MOST_ARGUMENTS ? Part.IDS : Values.parseOneOf(arguments.get(2), Part.class));
    }

    @Override
    public Unfolding fittedTo(TargetTensor tensor) {
        if (tensor.type() != TensorType.INT64 && tensor.type() != TensorType.INT32) {
            throw new IllegalArgumentException(
                    "expected INT64 or INT32 for tokens, but got '%s'".formatted(tensor.type()));
        }
        Path file = tensor.parts().file(key.file());
        return new Fitted(key, part, file, tensor.parts().get(key, () -> read(file, key.longest())));
    }

    private static Tokenizer read(Path file, int longest) {
        try {
            return Tokenizer.read(file, longest);
        } catch (IOException e) {
            throw new IllegalArgumentException("expected a tokenizer.json, but: " + e.getMessage(), e);
        }
    }

    @Override
    public Elements unfold(ScalarValue value, LastResult last) {
        throw new IllegalStateException("not fitted to a tensor");
    }

    /** The tokens of a text are made once for all tensors. */
    private record Tokenized(String text, Key key) {}

    /** The step with its tokenizer. */
    private record Fitted(Key key, Part part, Path file, Tokenizer tokenizer) implements Unfolding {

        @Override
        public boolean isCostly() {
            return true;
        }

        @Override
        public OptionalLong most() {
            return switch (part) {
                case IDS -> TokenizerFile.largestToken(file);
                case MASK -> OptionalLong.of(1);
                case TYPES -> OptionalLong.of(0);
            };
        }

        @Override
        public Elements unfold(ScalarValue value, LastResult last) throws IOException, InvalidValueException {
            String text = value.requireText("a text");
            Tokens tokens = last.of(new Tokenized(text, key), () -> tokens(text));
            return new Elements.Whole(
                    switch (part) {
                        case IDS -> tokens.ids();
                        case MASK -> tokens.mask();
                        case TYPES -> tokens.types();
                    });
        }

        private Tokens tokens(String text) throws InvalidValueException {
            Tokens tokens;
            try {
                tokens = tokenizer.tokens(text);
            } catch (IllegalArgumentException e) {
                throw new InvalidValueException(
                        "expected a text, but got %s".formatted(InvalidValueException.shortened(e.getMessage())));
            }
            if (tokens.size() == 0) {
                throw new InvalidValueException("expected a text of at least one token, but got none");
            }
            return tokens;
        }
    }
}
