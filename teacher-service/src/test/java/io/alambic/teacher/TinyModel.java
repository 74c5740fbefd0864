package io.alambic.teacher;

import ai.djl.ndarray.NDManager;
import com.google.protobuf.ByteString;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.zoo.Cnn;
import io.alambic.v1.DataType;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/** A model of a few weights, and samples for it. */
public final class TinyModel {

    public static final Cnn ARCHITECTURE = new Cnn(List.of(1, 4, 4), List.of(2), List.of(), 3);
    public static final int PIXELS = 16;
    public static final int CLASSES = 3;

    private TinyModel() {}

    /** Writes the model, with its weights multiplied, into a folder. */
    public static Path save(Path folder, float factor) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                TrainableNetwork network = ARCHITECTURE.newNetwork(manager, 7)) {
            network.learned().values().forEach(weight -> weight.muli(factor));
            ModelFolder.save(folder, "tiny", ARCHITECTURE, network, 0.5, 1);
            return folder;
        }
    }

    /** The model with its own weights. */
    public static Path save(Path folder) throws IOException {
        return save(folder, 1);
    }

    /** A batch of FP32 images that differ from each other. */
    public static SampleBatch.Builder samples(int count, long first) {
        ByteBuffer pixels = ByteBuffer.allocate(count * PIXELS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        SampleBatch.Builder batch = SampleBatch.newBuilder();
        for (int i = 0; i < count; i++) {
            long sample = first + i;
            for (int p = 0; p < PIXELS; p++) {
                pixels.putFloat((float) Math.sin(sample * PIXELS + p));
            }
            batch.addLabels((int) Math.floorMod(sample, (long) CLASSES)).addSampleIds("sample-" + sample);
        }
        return batch.addTensors(image(count).setData(ByteString.copyFrom(pixels.flip())));
    }

    /** An FP32 image tensor without its data. */
    public static Tensor.Builder image(int count) {
        return Tensor.newBuilder()
                .setName(Cnn.IMAGE)
                .setDataType(DataType.DATA_TYPE_FP32)
                .addAllShape(List.of((long) count, 1L, 4L, 4L));
    }
}
