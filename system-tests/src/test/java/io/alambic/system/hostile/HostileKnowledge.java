package io.alambic.system.hostile;

import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Origin;
import io.alambic.v1.Tensor;
import java.util.SplittableRandom;

/** A seeded stream of knowledge records, as a teacher that is broken or malicious writes them. Used by one thread. */
public final class HostileKnowledge {

    private static final int MOST_SAMPLES = 4;

    private final SplittableRandom random;
    private long next;

    public HostileKnowledge(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Returns the value of the next record; null now and then. */
    public byte[] next() {
        int samples = 1 + random.nextInt(MOST_SAMPLES);
        Knowledge.Builder knowledge = Knowledge.newBuilder()
                .setTeacherName("hostile")
                .setTeacherVersion("1")
                .setOrigin(Origin.newBuilder().setTopic("elsewhere").setOffset(next++));
        Tensor.Builder image = HostileTensors.valid(Model.INPUT, random, Model.shape(samples));
        Tensor.Builder logits = HostileTensors.valid("logits", random, samples, Model.CLASSES);
        for (int i = 0; i < samples; i++) {
            knowledge.addLabels(random.nextInt(Model.CLASSES));
        }
        switch (random.nextInt(16)) {
            case 0, 1 -> HostileTensors.spoilNumber(logits, random);
            case 2 -> HostileTensors.spoilNumber(image, random);
            case 3 -> HostileTensors.spoilForm(logits, random);
            case 4 -> HostileTensors.spoilForm(image, random);
            case 5 -> knowledge.setLabels(random.nextInt(samples), -100);
            case 6 -> knowledge.setLabels(random.nextInt(samples), 99);
            case 7 -> knowledge.addLabels(0);
            case 8 -> knowledge.setEventTime(Model.YEAR_2096);
            case 9 -> knowledge.setTeacherVersion(Integer.toString(random.nextInt()));
            case 10 -> knowledge.clearOrigin();
            case 11 -> {
                return random.nextInt(10) == 0
                        ? null
                        : Damage.any(complete(knowledge, image, logits).toByteArray(), random);
            }
            default -> {}
        }
        return complete(knowledge, image, logits).toByteArray();
    }

    private static Knowledge complete(Knowledge.Builder knowledge, Tensor.Builder image, Tensor.Builder logits) {
        return knowledge
                .addInputs(image)
                .setLogits(Logits.newBuilder().setFull(logits))
                .build();
    }
}
