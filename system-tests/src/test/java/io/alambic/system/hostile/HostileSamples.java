package io.alambic.system.hostile;

import com.google.protobuf.Timestamp;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.util.SplittableRandom;

/** A seeded stream of sample records. Used by one thread. */
public final class HostileSamples {

    private static final int MOST_SAMPLES = 4;

    private final SplittableRandom random;
    private long next;

    public HostileSamples(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Returns the value of the next record; null now and then, as a tombstone has it. */
    public byte[] next() {
        int samples = 1 + random.nextInt(MOST_SAMPLES);
        SampleBatch.Builder batch = SampleBatch.newBuilder();
        for (int i = 0; i < samples; i++) {
            batch.addSampleIds("sample-" + next++).addLabels(random.nextInt(Model.CLASSES));
        }
        Tensor.Builder image = HostileTensors.valid(Model.INPUT, random, Model.shape(samples));
        switch (random.nextInt(20)) {
            case 0, 1 -> HostileTensors.spoilNumber(image, random);
            case 2 -> HostileTensors.spoilForm(image, random);
            case 3 -> batch.setLabels(random.nextInt(samples), -100);
            case 4 -> batch.setLabels(random.nextInt(samples), 1 << random.nextInt(31));
            case 5 -> batch.addLabels(0);
            case 6 -> batch.addSampleIds("one too many");
            case 7 -> batch.setEventTime(Model.YEAR_2096);
            case 8 -> batch.setEventTime(Timestamp.newBuilder().setSeconds(Long.MIN_VALUE));
            case 9 -> batch.addTensors(HostileTensors.valid("more", random, samples, 3));
            case 10 -> batch.addTensors(image);
            case 11 -> {
                return Damage.any(batch.addTensors(image).build().toByteArray(), random);
            }
            case 12 -> {
                return random.nextInt(10) == 0 ? null : batch.build().toByteArray();
            }
            default -> {}
        }
        return batch.addTensors(image).build().toByteArray();
    }
}
