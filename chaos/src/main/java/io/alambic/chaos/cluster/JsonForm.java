package io.alambic.chaos.cluster;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;

/**
 * JSON events with 1 to 8 readings each, as a mapping makes samples of them. The filter leaves some readings out, some are odd; some
 * events are tombstones, and some are cut off.
 */
final class JsonForm implements RecordForm {

    private static final int LARGEST_RECORD = 8;
    private static final int CUT_OFF_EVERY = 53;
    private static final int TOMBSTONE_EVERY = 41;
    private static final double FILTERED = 0.15;
    private static final double ODD = 0.05;
    private static final int PIXELS = 64;

    /** Quarters are exact as text and as numbers of 32 bits. */
    private static final int LEVELS = 5;

    private long records;
    private long samples;

    @Override
    public ProducedRecord next(SplittableRandom random) {
        records++;
        if (records % TOMBSTONE_EVERY == 0) {
            return new ProducedRecord(null, List.of(), 0, 0);
        }
        List<String> taught = new ArrayList<>();
        int filtered = 0;
        int odd = 0;
        StringJoiner readings = new StringJoiner(", ", "{\"readings\": [", "]}");
        for (int left = 1 + random.nextInt(LARGEST_RECORD); left > 0; left--) {
            double drawn = random.nextDouble();
            boolean isFiltered = drawn < FILTERED;
            boolean isOdd = !isFiltered && drawn < FILTERED + ODD;
            float[] pixels = new float[isOdd ? PIXELS - 1 : PIXELS];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = random.nextInt(LEVELS) / 4f;
            }
            String id = SampleId.of("event", samples++, bytes(pixels));
            readings.add(reading(id, isFiltered ? "heartbeat" : "measurement", pixels));
            if (isFiltered) {
                filtered++;
            } else if (isOdd) {
                odd++;
            } else {
                taught.add(id);
            }
        }
        byte[] value = readings.toString().getBytes(StandardCharsets.UTF_8);
        if (records % CUT_OFF_EVERY == 0) {
            return ProducedRecord.malformed(Arrays.copyOf(value, value.length - 1));
        }
        boolean isRefused = taught.isEmpty() && odd > 0;
        return new ProducedRecord(value, taught, filtered, isRefused ? 1 : odd);
    }

    private static String reading(String id, String kind, float[] pixels) {
        StringJoiner numbers = new StringJoiner(",", "[", "]");
        for (float pixel : pixels) {
            numbers.add(Float.toString(pixel));
        }
        return "{\"id\": \"%s\", \"kind\": \"%s\", \"pixels\": %s}".formatted(id, kind, numbers);
    }

    private static ByteBuffer bytes(float[] pixels) {
        ByteBuffer bytes = ByteBuffer.allocate(pixels.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(pixels);
        return bytes;
    }
}
