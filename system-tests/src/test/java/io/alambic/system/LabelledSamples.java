package io.alambic.system;

import io.alambic.client.NamedTensor;
import io.alambic.client.samples.Samples;
import java.util.SplittableRandom;

/**
 * Random samples and labels of each task. An image has four quadrants, each dark, grey or bright; a series has at each time four
 * numbers, one of the first three larger than the others. Labels follow from that; some are unknown.
 */
final class LabelledSamples {

    /** The input of a model that reads images. */
    static final String IMAGE = "sample:FP32:1x8x8";

    /** The input of a model that reads another view of the same images, of half their size. */
    static final String HALF = "half:FP32:1x4x4";

    /** The input of a model that reads series of any number of times. */
    static final String SERIES_OF_ANY_LENGTH = "sample:FP32:Tx4";

    private static final int LONGEST = 24;

    /** Number of samples that are made at once. */
    private static final int COUNT = 32;

    private static final String NAME = "sample";
    private static final int SIDE = 8;
    private static final String LABELS = "labels";
    private static final int QUADRANTS = 4;
    private static final int CHANNELS = 4;
    private static final int CLASSES = 3;
    private static final int BRIGHT = 2;

    /** Every so many labels one is unknown. */
    private static final int UNKNOWN = 7;

    private LabelledSamples() {}

    /** The set of the bright quadrants. */
    static Samples brightQuadrants(SplittableRandom random) {
        int[] levels = levels(random);
        int[] labels = new int[levels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = known(i, levels[i] == BRIGHT ? 1 : 0);
        }
        return images(levels, random).withLabelTensor(NamedTensor.of(LABELS, labels, COUNT, QUADRANTS));
    }

    /** The sums of the levels in the upper, the left and the lower half, each in another unit. */
    static Samples sumsOfLevels(SplittableRandom random) {
        int[] levels = levels(random);
        float[] labels = new float[COUNT * 3];
        for (int sample = 0; sample < COUNT; sample++) {
            int first = sample * QUADRANTS;
            labels[sample * 3] = 1000 * (levels[first] + levels[first + 1]);
            labels[sample * 3 + 1] = levels[first] + levels[first + 2];
            labels[sample * 3 + 2] = 0.001f * (levels[first + 2] + levels[first + 3]);
        }
        for (int i = 0; i < labels.length; i += UNKNOWN) {
            labels[i] = Float.NaN;
        }
        return images(levels, random).withLabelTensor(NamedTensor.of(LABELS, labels, COUNT, 3));
    }

    /** Images without labels. */
    static Samples unlabelled(SplittableRandom random) {
        return images(levels(random), random);
    }

    /** The level of each pixel. */
    static Samples levelsOfPixels(SplittableRandom random) {
        int[] levels = levels(random);
        int[] labels = new int[COUNT * SIDE * SIDE];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = known(i, levels[quadrant(i)]);
        }
        return images(levels, random).withLabelTensor(NamedTensor.of(LABELS, labels, COUNT, SIDE, SIDE));
    }

    /** The class that is the largest number most of the time; the series of one record have one length. */
    static Samples mostFrequentOfTimes(SplittableRandom random) {
        int times = random.nextInt(1, LONGEST + 1);
        int[] labels = random.ints(COUNT, 0, CLASSES).toArray();
        float[] numbers = new float[COUNT * times * CHANNELS];
        for (int i = 0; i < numbers.length; i++) {
            float more = labels[i / (times * CHANNELS)] == i % CHANNELS ? 0.7f : 0;
            numbers[i] = more + 0.5f * (float) random.nextDouble();
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = known(i, labels[i]);
        }
        return Samples.of(NamedTensor.of(NAME, numbers, COUNT, times, CHANNELS)).withLabels(labels);
    }

    /** The class of each time, which is the largest of its first three numbers; the series of one record have one length. */
    static Samples largestOfEachTime(SplittableRandom random) {
        int times = random.nextInt(1, LONGEST + 1);
        int[] labels = random.ints((long) COUNT * times, 0, CLASSES).toArray();
        float[] numbers = new float[COUNT * times * CHANNELS];
        for (int i = 0; i < numbers.length; i++) {
            float more = labels[i / CHANNELS] == i % CHANNELS ? 0.7f : 0;
            numbers[i] = more + 0.5f * (float) random.nextDouble();
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = known(i, labels[i]);
        }
        return Samples.of(NamedTensor.of(NAME, numbers, COUNT, times, CHANNELS))
                .withLabelTensor(NamedTensor.of(LABELS, labels, COUNT, times));
    }

    private static int known(int i, int label) {
        return i % UNKNOWN == 0 ? -1 : label;
    }

    /** Levels 0, 1 and 2 with the probabilities 0.5, 0.3 and 0.2. */
    private static int[] levels(SplittableRandom random) {
        return random.ints((long) COUNT * QUADRANTS, 0, 10)
                .map(number -> number < 5 ? 0 : number < 8 ? 1 : BRIGHT)
                .toArray();
    }

    private static Samples images(int[] levels, SplittableRandom random) {
        float[] pixels = new float[COUNT * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = 0.35f * levels[quadrant(i)] + 0.2f * (float) random.nextDouble();
        }
        return Samples.of(
                NamedTensor.of(NAME, pixels, COUNT, 1, SIDE, SIDE),
                NamedTensor.of("half", half(pixels), COUNT, 1, SIDE / 2, SIDE / 2));
    }

    /** The mean of every four pixels. */
    private static float[] half(float[] pixels) {
        float[] half = new float[pixels.length / 4];
        for (int i = 0; i < pixels.length; i++) {
            int row = i / SIDE / 2;
            half[row * (SIDE / 2) + i % SIDE / 2] += pixels[i] / 4;
        }
        return half;
    }

    /** The quadrant of a pixel, counted over all samples. */
    private static int quadrant(int pixel) {
        int half = SIDE / 2;
        int row = pixel / SIDE % SIDE / half;
        int column = pixel % SIDE / half;
        return pixel / (SIDE * SIDE) * QUADRANTS + 2 * row + column;
    }
}
