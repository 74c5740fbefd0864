package io.alambic.mapping.image;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What becomes of a sample of 0 to 255, in 32 bits: {@code (sample · scale − mean) / deviation}.
 *
 * @param scale factor; unless given, 1/255 for real numbers and 1 for whole ones
 * @param mean one for each band, or one for all; empty if nothing is subtracted or divided
 * @param deviation as many
 */
record Normalization(OptionalDouble scale, List<Float> mean, List<Float> deviation) {

    private static final double TO_ONE = 1 / 255.0;
    private static final int SAMPLES = 256;

    Normalization {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != deviation.size()) {
            throw new IllegalArgumentException(
                    "expected as many means as deviations, but got %s and %s".formatted(mean, deviation));
        }
        boolean finite = mean.stream().allMatch(Float::isFinite)
                && deviation.stream().allMatch(number -> Float.isFinite(number) && number > 0);
        if (!finite) {
            throw new IllegalArgumentException("expected finite means, and deviations greater than 0, but got %s and %s"
                    .formatted(mean, deviation));
        }
        if (scale.isPresent() && !Double.isFinite(scale.getAsDouble())) {
            throw new IllegalArgumentException("expected a finite scale, but got %s".formatted(scale.getAsDouble()));
        }
    }

    /** Returns whether samples stay as they are where the tensor has whole numbers. */
    boolean keepsWholeNumbers() {
        return mean.isEmpty() && scale.orElse(1) == 1;
    }

    /**
     * Returns what each sample of each band becomes, by band and sample.
     *
     * @throws IllegalArgumentException if there is not one mean for each band
     */
    float[][] tables(int bands) {
        if (mean.size() > 1 && mean.size() != bands) {
            throw new IllegalArgumentException(
                    "expected a mean and a deviation for all of %d channels or for each, but got %d"
                            .formatted(bands, mean.size()));
        }
        float[][] tables = new float[bands][SAMPLES];
        for (int band = 0; band < bands; band++) {
            for (int sample = 0; sample < SAMPLES; sample++) {
                float scaled = (float) (sample * scale.orElse(TO_ONE));
                int own = mean.size() > 1 ? band : 0;
                tables[band][sample] = mean.isEmpty() ? scaled : (scaled - mean.get(own)) / deviation.get(own);
            }
        }
        return tables;
    }
}
