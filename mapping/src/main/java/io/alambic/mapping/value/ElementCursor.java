package io.alambic.mapping.value;

import ai.djl.util.Float16Utils;
import io.alambic.core.tensor.TensorType;
import java.io.IOException;

/** Puts elements of one type behind each other, little endian. Used by one thread. */
public final class ElementCursor {

    private static final int UNSIGNED_BYTE = 255;
    private static final int HALF_NAN = 0x7e00;

    /** Half of the step between the largest number of FP16 and the next one: what is larger would become infinity. */
    private static final double LARGEST_HALF = 65_504 + 16;

    private final GrowingBytes target;
    private final TensorType type;
    private int position;

    /** A cursor at the beginning. */
    public ElementCursor(GrowingBytes target, TensorType type) {
        this.target = target;
        this.type = type;
    }

    /** Moves to a byte. */
    public void moveTo(int index) {
        position = index;
    }

    /** Returns the index of the next byte. */
    public int position() {
        return position;
    }

    /**
     * Puts a value as it is.
     *
     * @throws InvalidValueException if the type has no such element
     */
    public void put(ScalarValue value) throws IOException, InvalidValueException {
        switch (type) {
            case FP32 -> put(value.asFloat());
            case FP64 -> put(value.asDouble());
            case FP16 -> put(value.asDouble());
            case BOOL, UINT8, INT8, INT32, INT64 -> put(value.asLong());
        }
    }

    /**
     * Puts a number.
     *
     * @throws InvalidValueException if the type has no such element
     */
    public void put(double number) throws InvalidValueException {
        switch (type) {
            case FP32 -> put((float) number);
            case FP64 -> putLong(Double.doubleToRawLongBits(finite(number)));
            case FP16 -> putHalf(number);
            case BOOL, UINT8, INT8, INT32, INT64 -> put(WholeNumbers.of(number));
        }
    }

    /**
     * Puts the elements of a value.
     *
     * @throws InvalidValueException if the type has no such element
     */
    public void put(Elements elements) throws InvalidValueException {
        if (elements instanceof Elements.Encoded encoded) {
            System.arraycopy(encoded.bytes(), 0, target.array(), position, encoded.bytes().length);
            position += encoded.bytes().length;
            return;
        }
        for (long number : ((Elements.Whole) elements).numbers()) {
            if (type.isReal()) {
                put((double) number);
            } else {
                put(number);
            }
        }
    }

    /** Puts the element that stands for an unknown label. */
    public void putUnknown() {
        switch (type) {
            case FP32 -> putInt(Float.floatToRawIntBits(Float.NaN));
            case FP64 -> putLong(Double.doubleToRawLongBits(Double.NaN));
            case INT32 -> putInt(-1);
            case INT64 -> putLong(-1);
            case FP16 -> putShort(HALF_NAN);
            case BOOL, UINT8, INT8 -> putByte(-1);
        }
    }

    private void put(float number) throws InvalidValueException {
        if (!Float.isFinite(number)) {
            throw beyond("FP32", number);
        }
        putInt(Float.floatToRawIntBits(number));
    }

    private void put(long number) throws InvalidValueException {
        switch (type) {
            case BOOL -> putByte((int) within(0, number, 1));
            case UINT8 -> putByte((int) within(0, number, UNSIGNED_BYTE));
            case INT8 -> putByte((int) within(Byte.MIN_VALUE, number, Byte.MAX_VALUE));
            case INT32 -> putInt((int) within(Integer.MIN_VALUE, number, Integer.MAX_VALUE));
            case INT64 -> putLong(number);
            case FP16, FP32, FP64 -> throw new IllegalStateException("no whole number of " + type);
        }
    }

    private void putHalf(double number) throws InvalidValueException {
        if (!(Math.abs(number) < LARGEST_HALF)) {
            throw beyond("FP16", number);
        }
        putShort(Float16Utils.floatToHalf((float) number));
    }

    private static InvalidValueException beyond(String type, double number) {
        return new InvalidValueException("expected a number that %s can hold, but got %s"
                .formatted(type, Double.isNaN(number) ? "NaN" : "a larger one"));
    }

    private static double finite(double number) throws InvalidValueException {
        if (!Double.isFinite(number)) {
            throw beyond("FP64", number);
        }
        return number;
    }

    private long within(long least, long number, long most) throws InvalidValueException {
        if (number < least || number > most) {
            throw new InvalidValueException(
                    "expected a whole number from %d to %d for %s, but got '%d'".formatted(least, most, type, number));
        }
        return number;
    }

    private void putByte(int bits) {
        target.array()[position++] = (byte) bits;
    }

    private void putShort(int bits) {
        putByte(bits);
        putByte(bits >> 8);
    }

    /** Byte by byte: the services run without the second compiler, and the first makes a call of a view of an array. */
    private void putInt(int bits) {
        byte[] bytes = target.array();
        bytes[position] = (byte) bits;
        bytes[position + 1] = (byte) (bits >> 8);
        bytes[position + 2] = (byte) (bits >> 16);
        bytes[position + 3] = (byte) (bits >> 24);
        position += Integer.BYTES;
    }

    private void putLong(long bits) {
        putInt((int) bits);
        putInt((int) (bits >> Integer.SIZE));
    }
}
