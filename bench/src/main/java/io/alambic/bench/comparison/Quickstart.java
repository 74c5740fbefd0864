package io.alambic.bench.comparison;

import io.alambic.client.NamedTensor;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.zoo.Cnn;
import java.util.List;
import java.util.SplittableRandom;

/** Models and training settings of the quickstart. */
public final class Quickstart {

    /** 1x28x28 images; maps of 64x14x14 and 64x7x7. */
    public static final Cnn TEACHER = new Cnn(List.of(1, 28, 28), List.of(64, 64), List.of(256), 10);

    /** 1x28x28 images; maps of 16x14x14 and 32x7x7. */
    public static final Cnn STUDENT = new Cnn(List.of(1, 28, 28), List.of(16, 32), List.of(64), 10);

    /** Samples of a training step. */
    public static final int BATCH = 64;

    private static final String MAP = "block2";
    private static final float LAMBDA = 0.5f;
    /** Of the output term. */
    public static final float TEMPERATURE = 4;

    private static final float LEARNING_RATE = 0.002f;

    private Quickstart() {}

    /** Returns random images of bytes, as a client sends them. */
    public static NamedTensor randomImages(int samples, long seed) {
        byte[] pixels = new byte[samples * 28 * 28];
        new SplittableRandom(seed).nextBytes(pixels);
        return NamedTensor.of(Cnn.IMAGE, pixels, samples, 1, 28, 28).quantized(NamedTensor.Quantization.PIXELS);
    }

    /** Returns settings of a student that learns from logits alone. */
    static CandidateSettings outputTerm(long seed) {
        return settings(0, List.of(), seed);
    }

    /**
     * Returns settings of a student that learns from logits and, through a projector, from the map of the teacher's
     * second block.
     */
    public static CandidateSettings outputAndFeatureTerms(long seed) {
        return settings(LAMBDA, List.of(new FeaturePair(MAP, MAP, 1)), seed);
    }

    private static CandidateSettings settings(float lambda2, List<FeaturePair> features, long seed) {
        return new CandidateSettings(
                STUDENT, LAMBDA, lambda2, 0, new Temperature(TEMPERATURE), features, LEARNING_RATE, 0, seed);
    }
}
