package io.alambic.system.hostile;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Ways to make the bytes of a message wrong. Used by one thread. */
enum Damage {
    TRUNCATED {
        @Override
        byte[] apply(byte[] valid, SplittableRandom random) {
            return Arrays.copyOf(valid, random.nextInt(valid.length));
        }
    },
    FLIPPED {
        @Override
        byte[] apply(byte[] valid, SplittableRandom random) {
            byte[] bytes = valid.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                bytes[random.nextInt(Math.min(bytes.length, HEAD))] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            }
            return bytes;
        }
    },
    RANDOM {
        @Override
        byte[] apply(byte[] valid, SplittableRandom random) {
            byte[] bytes = new byte[1 + random.nextInt(300)];
            random.nextBytes(bytes);
            return bytes;
        }
    },
    EMPTY {
        @Override
        byte[] apply(byte[] valid, SplittableRandom random) {
            return new byte[0];
        }
    },
    /** Thousands of empty messages in one repeated field, two bytes each. */
    EMPTY_FIELDS {
        @Override
        byte[] apply(byte[] valid, SplittableRandom random) {
            int field = 1 + random.nextInt(8);
            return written(out -> {
                for (int i = 0; i < 4000; i++) {
                    out.writeBytes(field, ByteString.EMPTY);
                }
            });
        }
    },
    /** Groups that open and never end, as deep as the bytes go. */
    NESTED {
        @Override
        byte[] apply(byte[] valid, SplittableRandom random) {
            return written(out -> {
                for (int i = 0; i < 2000; i++) {
                    out.writeTag(15, WireFormat.WIRETYPE_START_GROUP);
                }
            });
        }
    },
    /** Valid, with fields that no version of the message knows. */
    UNKNOWN_FIELDS {
        @Override
        byte[] apply(byte[] valid, SplittableRandom random) {
            return written(out -> {
                out.writeRawBytes(valid);
                out.writeString(1999, "unknown");
            });
        }
    };

    /** Lengths and tags are at the beginning of a message; a flipped bit of a tensor's data is only another value. */
    private static final int HEAD = 60;

    abstract byte[] apply(byte[] valid, SplittableRandom random);

    static byte[] any(byte[] valid, SplittableRandom random) {
        return values()[random.nextInt(values().length)].apply(valid, random);
    }

    @FunctionalInterface
    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            writing.to(out);
            out.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
