package io.alambic.student;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnsafeByteOperations;
import io.alambic.core.cost.Temperature;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.model.Architecture;
import io.alambic.core.train.CandidateSettings;
import io.alambic.core.zoo.Cnn;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Origin;
import io.alambic.v1.Quantization;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A task that a small student learns within some hundred samples: which quadrant of an 8x8 image is
 * bright. The teacher's knowledge about it is computed, not learned.
 */
public final class TinyTask {

    public static final int SIDE = 8;
    public static final int CLASSES = 4;
    public static final int TEACHER_CHANNELS = 6;
    public static final Cnn STUDENT = new Cnn(List.of(1, SIDE, SIDE), List.of(4, 8), List.of(16), CLASSES);

    private static final int HALF = SIDE / 2;
    private static final int BRIGHT = 255;
    private static final int DARK = 60;
    private static final float SURE = 6;

    private final SplittableRandom random;
    private long nextOffset;

    public TinyTask(long seed) {
        random = new SplittableRandom(seed);
    }

    public static CandidateSettings candidate() {
        return candidate(STUDENT);
    }

    /** Returns the same settings of a student of another architecture with the same maps. */
    public static CandidateSettings candidate(Architecture student) {
        return new CandidateSettings(
                student,
                0.5f,
                0.5f,
                0,
                new Temperature(2),
                List.of(new FeaturePair("block2", "block2", 1)),
                0.01f,
                0,
                42);
    }

    /** Knowledge of the next sample record. */
    public Knowledge.Builder next(int samples) {
        return next(samples, nextOffset++);
    }

    /** Knowledge of the sample record at an offset. */
    public Knowledge.Builder next(int samples, long offset) {
        ByteBuffer images = buffer(samples * SIDE * SIDE);
        ByteBuffer logits = buffer(samples * CLASSES * Float.BYTES);
        ByteBuffer maps = buffer(samples * TEACHER_CHANNELS * CLASSES * Float.BYTES);
        Knowledge.Builder knowledge = Knowledge.newBuilder()
                .setTeacherName("computed")
                .setTeacherVersion("1")
                .setOrigin(Origin.newBuilder().setTopic("samples").setOffset(offset))
                .setEventTime(Timestamp.newBuilder().setSeconds(1 + offset));
        for (int i = 0; i < samples; i++) {
            int label = random.nextInt(CLASSES);
            knowledge.addLabels(label);
            image(images, label);
            for (int k = 0; k < CLASSES; k++) {
                logits.putFloat(k == label ? SURE : 0);
            }
            for (int c = 0; c < TEACHER_CHANNELS; c++) {
                for (int k = 0; k < CLASSES; k++) {
                    maps.putFloat(k == label ? (c + 1f) / TEACHER_CHANNELS : 0);
                }
            }
        }
        return knowledge
                .addInputs(tensor("image", DataType.DATA_TYPE_UINT8, images, samples, 1, SIDE, SIDE)
                        .setQuantization(Quantization.newBuilder().setScale(1f / BRIGHT)))
                .setLogits(Logits.newBuilder()
                        .setFull(tensor("logits", DataType.DATA_TYPE_FP32, logits, samples, CLASSES)))
                .addFeatureMaps(tensor("block2", DataType.DATA_TYPE_FP32, maps, samples, TEACHER_CHANNELS, 2, 2));
    }

    private void image(ByteBuffer images, int label) {
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int quadrant = 2 * (y / HALF) + x / HALF;
                int light = quadrant == label ? BRIGHT - random.nextInt(DARK) : random.nextInt(DARK);
                images.put((byte) light);
            }
        }
    }

    /** An image of a class without noise, values 0..1. */
    public static float[] image(int label) {
        float[] image = new float[SIDE * SIDE];
        for (int i = 0; i < image.length; i++) {
            image[i] = 2 * (i / SIDE / HALF) + i % SIDE / HALF == label ? 1 : 0;
        }
        return image;
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Tensor.Builder tensor(String name, DataType type, ByteBuffer data, long... shape) {
        ByteString bytes = UnsafeByteOperations.unsafeWrap(data.flip());
        Tensor.Builder tensor =
                Tensor.newBuilder().setName(name).setDataType(type).setData(bytes);
        for (long dimension : shape) {
            tensor.addShape(dimension);
        }
        return tensor;
    }
}
