package io.alambic.mapping.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.alambic.core.tensor.TensorType;
import java.io.IOException;

/**
 * Numbers that follow each other in a list, put as they are: what {@link ElementCursor#put(ScalarValue)} does with each, in a loop
 * of its own. It stops before whatever is not that plain, such as a number that the type cannot hold, and puts none of types that long lists
 * seldom have. Used by one thread.
 */
public final class NumberRun {

    private static final int UNSIGNED_BYTE = 255;

    private final GrowingBytes target;
    private final ElementCursor cursor;
    private final TensorType type;
    private JsonToken token;
    private int numbers;

    /** A run that puts where a cursor is. */
    public NumberRun(GrowingBytes target, ElementCursor cursor, TensorType type) {
        this.target = target;
        this.cursor = cursor;
        this.type = type;
    }

    /**
     * Puts numbers, beginning with the one at which the parser is.
     *
     * @param most most numbers
     * @return the token at which the parser is then: the first one that was not put
     */
    public JsonToken put(JsonParser parser, int most) throws IOException {
        token = parser.currentToken();
        int room = (target.array().length - cursor.position()) / type.bytes();
        numbers = 0;
        if (type == TensorType.FP32) {
            putFloats(parser, Math.min(room, most));
        } else if (type == TensorType.UINT8) {
            putBytes(parser, Math.min(room, most));
        }
        cursor.moveTo(cursor.position() + numbers * type.bytes());
        return token;
    }

    /** Returns how many numbers the last run has put. */
    public int numbers() {
        return numbers;
    }

    private void putFloats(JsonParser parser, int most) throws IOException {
        byte[] bytes = target.array();
        int position = cursor.position();
        JsonToken at = token;
        int count = 0;
        for (; count < most; count++) {
            float number;
            if (at == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == JsonParser.NumberType.INT) {
                number = parser.getIntValue();
            } else if (at == JsonToken.VALUE_NUMBER_FLOAT) {
                number = parser.getFloatValue();
                if (!Float.isFinite(number)) {
                    break;
                }
            } else {
                break;
            }
            int bits = Float.floatToRawIntBits(number);
            bytes[position] = (byte) bits;
            bytes[position + 1] = (byte) (bits >> 8);
            bytes[position + 2] = (byte) (bits >> 16);
            bytes[position + 3] = (byte) (bits >> 24);
            position += Float.BYTES;
            at = parser.nextToken();
        }
        numbers = count;
        token = at;
    }

    private void putBytes(JsonParser parser, int most) throws IOException {
        byte[] bytes = target.array();
        int position = cursor.position();
        JsonToken at = token;
        int count = 0;
        for (; count < most; count++) {
            if (at != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() != JsonParser.NumberType.INT) {
                break;
            }
            int number = parser.getIntValue();
            if ((number & ~UNSIGNED_BYTE) != 0) {
                break;
            }
            bytes[position++] = (byte) number;
            at = parser.nextToken();
        }
        numbers = count;
        token = at;
    }
}
