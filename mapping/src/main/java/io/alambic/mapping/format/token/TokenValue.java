package io.alambic.mapping.format.token;

import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** The value of the current token: each setter returns the token that it is. Used by one thread. */
public final class TokenValue {

    /** As many bytes as 400 digits take, the longest number of JSON too. */
    private static final int LONGEST_DECIMAL = 166;

    private static final int NANOS = 1_000_000_000;

    private enum Form {
        LONG,
        UNSIGNED,
        FLOAT,
        DOUBLE,
        DECIMAL,
        UTF8,
        STRING,
        BYTES,
        INSTANT,
        LOCAL_TIME,
        DATE,
        UUID
    }

    private final RecordBytes source;
    private Form form = Form.LONG;
    private long whole;
    private double real;
    private BigDecimal decimal;
    private String string;
    private int from;
    private int length;

    TokenValue(RecordBytes source) {
        this.source = source;
    }

    /** Sets a whole number. */
    public JsonToken setLong(long number) {
        form = Form.LONG;
        whole = number;
        return JsonToken.VALUE_NUMBER_INT;
    }

    /** Sets a whole number of 64 bits without a sign. */
    public JsonToken setUnsigned(long number) {
        form = number < 0 ? Form.UNSIGNED : Form.LONG;
        whole = number;
        return JsonToken.VALUE_NUMBER_INT;
    }

    /** Sets a number of 32 bits; it need not be finite. */
    public JsonToken setFloat(float number) {
        form = Form.FLOAT;
        real = number;
        return JsonToken.VALUE_NUMBER_FLOAT;
    }

    /** Sets a number of 64 bits; it need not be finite. */
    public JsonToken setDouble(double number) {
        form = Form.DOUBLE;
        real = number;
        return JsonToken.VALUE_NUMBER_FLOAT;
    }

    /**
     * Sets a number of whole steps, big endian in two's complement.
     *
     * @param scale how many of its digits follow the point
     * @throws IOException if it has too many digits
     */
    public JsonToken setDecimal(int start, int bytes, int scale) throws IOException {
        if (bytes > LONGEST_DECIMAL) {
            throw new IOException(
                    "expected a decimal of at most %d bytes, but got %d".formatted(LONGEST_DECIMAL, bytes));
        }
        form = Form.DECIMAL;
        decimal = new BigDecimal(bytes == 0 ? BigInteger.ZERO : new BigInteger(source.copy(start, bytes)), scale);
        return JsonToken.VALUE_NUMBER_FLOAT;
    }

    /** Sets a number with a fraction. */
    public JsonToken setDecimal(BigDecimal number) {
        form = Form.DECIMAL;
        decimal = number;
        return JsonToken.VALUE_NUMBER_FLOAT;
    }

    /** Sets a text of UTF-8. */
    public JsonToken setUtf8(int start, int bytes) {
        return setRange(Form.UTF8, start, bytes, JsonToken.VALUE_STRING);
    }

    /** Sets a text. */
    public JsonToken setText(String text) {
        form = Form.STRING;
        string = text;
        return JsonToken.VALUE_STRING;
    }

    /** Sets bytes. */
    public JsonToken setBytes(int start, int bytes) {
        return setRange(Form.BYTES, start, bytes, JsonToken.VALUE_EMBEDDED_OBJECT);
    }

    /** Sets an identifier of 16 bytes, big endian. */
    public JsonToken setUuid(int start, int bytes) {
        return setRange(Form.UUID, start, bytes, JsonToken.VALUE_STRING);
    }

    /** Sets a point in time, of UTC: in a text of ISO 8601. */
    public JsonToken setInstant(long number, long perSecond) {
        return setTime(Form.INSTANT, number, perSecond);
    }

    /** Sets a point in time, of UTC, with a fraction of a second: in a text of ISO 8601. */
    public JsonToken setTimestamp(long seconds, int nanos) {
        form = Form.INSTANT;
        whole = seconds;
        length = nanos;
        return JsonToken.VALUE_STRING;
    }

    /** Sets a time without an offset: in a text of ISO 8601. */
    public JsonToken setLocalTime(long number, long perSecond) {
        return setTime(Form.LOCAL_TIME, number, perSecond);
    }

    /** Sets a day since 1970-01-01: in a text of ISO 8601. */
    public JsonToken setDate(long day) {
        form = Form.DATE;
        whole = day;
        return JsonToken.VALUE_STRING;
    }

    private JsonToken setRange(Form range, int start, int bytes, JsonToken token) {
        form = range;
        from = start;
        length = bytes;
        return token;
    }

    private JsonToken setTime(Form time, long number, long perSecond) {
        form = time;
        whole = Math.floorDiv(number, perSecond);
        length = (int) (Math.floorMod(number, perSecond) * (NANOS / perSecond));
        return JsonToken.VALUE_STRING;
    }

    /** Returns the value as a text. */
    public String text() throws IOException {
        return switch (form) {
            case LONG -> Long.toString(whole);
            case UNSIGNED -> Long.toUnsignedString(whole);
            case FLOAT -> Float.toString((float) real);
            case DOUBLE -> Double.toString(real);
            case DECIMAL -> decimal.toString();
            case UTF8 -> source.text(from, length);
            case STRING -> string;
            case BYTES -> new String(bytes(), StandardCharsets.UTF_8);
            case INSTANT, LOCAL_TIME, DATE -> time();
            case UUID -> uuid().toString();
        };
    }

    private String time() throws IOException {
        try {
            return switch (form) {
                case INSTANT -> Instant.ofEpochSecond(whole, length).toString();
                case DATE -> LocalDate.ofEpochDay(whole).toString();
                default ->
                    LocalDateTime.ofEpochSecond(whole, length, ZoneOffset.UTC).toString();
            };
        } catch (DateTimeException e) {
            throw new IOException("expected a time that a calendar has, but got %d since 1970".formatted(whole), e);
        }
    }

    private UUID uuid() {
        BigInteger bits = new BigInteger(1, bytes());
        return new UUID(bits.shiftRight(Long.SIZE).longValue(), bits.longValue());
    }

    byte[] bytes() {
        return source.copy(from, length);
    }

    NumberType numberType() {
        return switch (form) {
            case LONG -> NumberType.LONG;
            case UNSIGNED -> NumberType.BIG_INTEGER;
            case FLOAT -> NumberType.FLOAT;
            case DECIMAL -> NumberType.BIG_DECIMAL;
            case DOUBLE -> NumberType.DOUBLE;
            default -> null;
        };
    }

    Number number() {
        return switch (form) {
            case LONG -> (Number) whole;
            case UNSIGNED -> decimal().toBigInteger();
            case FLOAT -> (Number) (float) real;
            case DECIMAL -> decimal;
            default -> (Number) real;
        };
    }

    long asLong() {
        return form == Form.LONG || form == Form.UNSIGNED ? whole : (long) asDouble();
    }

    float asFloat() {
        return switch (form) {
            case LONG -> whole;
            case UNSIGNED, DECIMAL -> decimal().floatValue();
            default -> (float) real;
        };
    }

    double asDouble() {
        return switch (form) {
            case LONG -> whole;
            case UNSIGNED, DECIMAL -> decimal().doubleValue();
            default -> real;
        };
    }

    BigDecimal decimal() {
        return switch (form) {
            case LONG -> BigDecimal.valueOf(whole);
            case UNSIGNED -> new BigDecimal(Long.toUnsignedString(whole));
            case DECIMAL -> decimal;
            default -> BigDecimal.valueOf(real);
        };
    }
}
