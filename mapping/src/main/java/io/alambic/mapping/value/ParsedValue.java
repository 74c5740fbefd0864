package io.alambic.mapping.value;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The value at which a parser stands.
 *
 * @param parser at a token that is a value, and neither a list nor an object
 */
public record ParsedValue(JsonParser parser) implements ScalarValue {

    @Override
    public Kind kind() {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT -> Kind.WHOLE;
            case VALUE_NUMBER_FLOAT -> Kind.REAL;
            case VALUE_TRUE, VALUE_FALSE -> Kind.FLAG;
            case VALUE_NULL -> Kind.NONE;
            case VALUE_EMBEDDED_OBJECT -> Kind.BYTES;
            default -> Kind.TEXT;
        };
    }

    @Override
    public String text() throws IOException {
        return kind() == Kind.BYTES ? new String(parser.getBinaryValue(), StandardCharsets.UTF_8) : parser.getText();
    }

    @Override
    public byte[] bytes() throws IOException, InvalidValueException {
        return switch (kind()) {
            case BYTES -> parser.getBinaryValue();
            case TEXT -> Base64Text.decode(parser.getText());
            default -> throw insteadOf("bytes, or text of base64");
        };
    }

    @Override
    public long asLong() throws IOException, InvalidValueException {
        return switch (kind()) {
            case FLAG -> flag();
            case WHOLE -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    throw insteadOf("a whole number of 64 bits");
                }
                yield parser.getLongValue();
            }
            default -> WholeNumbers.of(asDouble());
        };
    }

    @Override
    public float asFloat() throws IOException, InvalidValueException {
        return switch (kind()) {
            case WHOLE, REAL -> parser.getFloatValue();
            case FLAG -> flag();
            default -> throw insteadOf("a number");
        };
    }

    @Override
    public double asDouble() throws IOException, InvalidValueException {
        return switch (kind()) {
            case WHOLE, REAL -> parser.getDoubleValue();
            case FLAG -> flag();
            default -> throw insteadOf("a number");
        };
    }

    private int flag() throws IOException {
        return parser.getBooleanValue() ? 1 : 0;
    }
}
