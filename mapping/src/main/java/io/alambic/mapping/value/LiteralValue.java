package io.alambic.mapping.value;

import java.util.regex.Pattern;

/**
 * A value that came as text: a header, a key, or one of the configuration. A text that reads as a number is one.
 *
 * @param text of the value
 * @param kind what it reads as
 */
public record LiteralValue(String text, Kind kind) implements ScalarValue {

    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,19}");
    private static final Pattern REAL =
            Pattern.compile("[+-]?(\\d{1,400}(\\.\\d{0,400})?|\\.\\d{1,400})([eE][+-]?\\d{1,5})?");

    /** Returns the value of a text. */
    public static LiteralValue of(String text) {
        return new LiteralValue(text, kindOf(text));
    }

    private static Kind kindOf(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Kind.FLAG;
        }
        if (WHOLE.matcher(text).matches()) {
            return Kind.WHOLE;
        }
        return REAL.matcher(text).matches() ? Kind.REAL : Kind.TEXT;
    }

    @Override
    public byte[] bytes() throws InvalidValueException {
        return Base64Text.decode(text);
    }

    @Override
    public long asLong() throws InvalidValueException {
        if (kind == Kind.FLAG) {
            return flag();
        }
        try {
            return kind == Kind.WHOLE ? Long.parseLong(text) : WholeNumbers.of(asDouble());
        } catch (NumberFormatException e) {
            throw new InvalidValueException("expected a whole number of 64 bits, but got '%s'".formatted(text));
        }
    }

    @Override
    public float asFloat() throws InvalidValueException {
        requireNumber();
        return kind == Kind.FLAG ? flag() : Float.parseFloat(text);
    }

    @Override
    public double asDouble() throws InvalidValueException {
        requireNumber();
        return kind == Kind.FLAG ? flag() : Double.parseDouble(text);
    }

    private int flag() {
        return text.equals("true") ? 1 : 0;
    }

    private void requireNumber() throws InvalidValueException {
        if (kind == Kind.TEXT) {
            throw new InvalidValueException(
                    "expected a number, but got text '%s'".formatted(InvalidValueException.shortened(text)));
        }
    }
}
