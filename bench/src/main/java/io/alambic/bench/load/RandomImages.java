package io.alambic.bench.load;

import io.alambic.bench.comparison.Quickstart;
import io.alambic.client.NamedTensor;
import io.alambic.core.zoo.Cnn;
import java.util.List;
import java.util.SplittableRandom;

/** Random images as a client sends them. */
public final class RandomImages {

    private RandomImages() {}

    /** Returns one image of bytes. */
    public static NamedTensor one(long seed) {
        List<Integer> image = Quickstart.STUDENT.reads().shape();
        byte[] pixels = new byte[image.stream().reduce(1, Math::multiplyExact)];
        new SplittableRandom(seed).nextBytes(pixels);
        long[] shape = new long[image.size() + 1];
        shape[0] = 1;
        for (int i = 0; i < image.size(); i++) {
            shape[i + 1] = image.get(i);
        }
        return NamedTensor.of(Cnn.IMAGE, pixels, shape).quantized(NamedTensor.Quantization.PIXELS);
    }
}
