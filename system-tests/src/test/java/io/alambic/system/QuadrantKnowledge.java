package io.alambic.system;

import com.google.protobuf.ByteString;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Origin;
import io.alambic.v1.Quantization;
import io.alambic.v1.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Computes the answers of a perfect teacher for {@link QuadrantImages}, without a teacher.
 *
 * @param samples number of samples in each record
 */
record QuadrantKnowledge(int samples, SplittableRandom random) {

    /** The teacher's name in the records. */
    static final String TEACHER = "computed";

    private static final int SURE = 8;

    /** Returns the settings of a student that reads this knowledge. */
    static Map<String, String> student(String name, Map<String, String> topics) {
        topics.put("alambic.student.name", name);
        topics.put("alambic.student.model.input", "1x8x8");
        topics.put("alambic.student.model.convolutions", "8");
        topics.put("alambic.student.model.dense", " ");
        topics.put("alambic.student.model.classes", Integer.toString(QuadrantImages.CLASSES));
        topics.put("alambic.student.grpc.host", "127.0.0.1");
        return topics;
    }

    /** Returns the settings of a student that trains on this knowledge. */
    static Map<String, String> trainer(String name, int batch, Map<String, String> topics) {
        student(name, topics);
        topics.put("alambic.student.features", " ");
        topics.put("alambic.student.lambda2", "0");
        topics.put("alambic.student.tolerance", "1");
        topics.put("alambic.student.learning-rate", "0.01");
        topics.put("alambic.student.batch-size", Integer.toString(batch));
        topics.put("alambic.student.publish-interval", "200ms");
        topics.put("alambic.student.checkpoint-interval", "200ms");
        topics.put("alambic.student.upkeep.share", "1");
        return topics;
    }

    /** Returns knowledge about a record of random images. */
    Knowledge record(String samplesTopic, long offset) {
        List<Integer> labels = labels();
        ByteBuffer logits = ByteBuffer.allocate(samples * QuadrantImages.CLASSES * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int label : labels) {
            for (int c = 0; c < QuadrantImages.CLASSES; c++) {
                logits.putFloat(c == label ? SURE : 0);
            }
        }
        return Knowledge.newBuilder()
                .setTeacherName(TEACHER)
                .setTeacherVersion("1")
                .setOrigin(Origin.newBuilder().setTopic(samplesTopic).setOffset(offset))
                .addInputs(images(labels))
                .setLogits(Logits.newBuilder()
                        .setFull(Tensor.newBuilder()
                                .setName("logits")
                                .setDataType(DataType.DATA_TYPE_FP32)
                                .addAllShape(List.of((long) samples, (long) QuadrantImages.CLASSES))
                                .setData(ByteString.copyFrom(logits.flip()))))
                .build();
    }

    /** Returns random labels, one for each sample of a record. */
    List<Integer> labels() {
        return random.ints(samples, 0, QuadrantImages.CLASSES).boxed().toList();
    }

    /** Returns images with these labels. */
    Tensor images(List<Integer> labels) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        labels.forEach(label -> pixels.writeBytes(QuadrantImages.image(label, random)));
        return Tensor.newBuilder()
                .setName("image")
                .setDataType(DataType.DATA_TYPE_UINT8)
                .addAllShape(List.of((long) samples, 1L, (long) QuadrantImages.SIDE, (long) QuadrantImages.SIDE))
                .setData(ByteString.copyFrom(pixels.toByteArray()))
                .setQuantization(Quantization.newBuilder().setScale(1f / 255))
                .build();
    }

    /** Returns the class with the largest logit in each row. */
    static List<Integer> classes(Tensor logits) {
        ByteBuffer values = logits.getData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> classes = new ArrayList<>();
        for (int row = 0; row < logits.getShape(0); row++) {
            int best = 0;
            for (int c = 1; c < QuadrantImages.CLASSES; c++) {
                int start = row * QuadrantImages.CLASSES;
                if (values.getFloat((start + c) * Float.BYTES) > values.getFloat((start + best) * Float.BYTES)) {
                    best = c;
                }
            }
            classes.add(best);
        }
        return classes;
    }
}
