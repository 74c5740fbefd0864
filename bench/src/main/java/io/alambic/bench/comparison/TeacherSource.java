package io.alambic.bench.comparison;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.alambic.core.data.IdxFiles;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.zoo.Cnn;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a teacher's answers come from.
 *
 * @param model folder of a trained teacher; null for the quickstart's teacher with random weights
 * @param data folder with IDX files, whose test images are answered; null for random images
 */
public record TeacherSource(Path model, Path data) {

    /** A random teacher's answers to random images. */
    public static TeacherSource random() {
        return new TeacherSource(null, null);
    }

    /** What it is, for a title. */
    String description() {
        return "%s teacher, %s images"
                .formatted(model == null ? "untrained" : "given", data == null ? "random" : "given");
    }

    /**
     * The teacher's answers to the first images.
     *
     * @param manager owns them
     * @param samples how many; fewer where there are fewer images
     */
    Answers answers(NDManager manager, int samples, long seed) throws IOException {
        try (TrainableNetwork network = network(manager, seed)) {
            TensorSpec input = network.signature().inputs().get(0);
            EncodedTensor images = data == null
                    ? Wire.randomImages(input, samples, seed)
                    : IdxFiles.readSet(data, "t10k", Cnn.IMAGE).first(samples).input();
            images.requireSamples(input, images.samples());
            RowBuffer rows = new RowBuffer();
            rows.append(images, 0, Math.toIntExact(images.samples()));
            try (NDManager scope = manager.newSubManager()) {
                Map<String, NDArray> outputs = network.forward(Map.of(input.name(), rows.toArray(scope)));
                outputs.values().forEach(output -> output.attach(manager));
                return new Answers(outputs, network.channelsLast());
            }
        }
    }

    /**
     * What a teacher says.
     *
     * @param outputs each by name, FP32 [N, ...]
     * @param channelsLast as {@link TrainableNetwork#channelsLast()}
     */
    record Answers(Map<String, NDArray> outputs, boolean channelsLast) {

        /** An output as it travels. */
        Tensor encoded(String output, Encoding encoding) {
            NDArray array = outputs.get(output);
            int samples = Math.toIntExact(array.getShape().get(0));
            return EncodedRows.encode(array, encoding, channelsLast).rows(output, 0, samples);
        }
    }

    private TrainableNetwork network(NDManager manager, long seed) throws IOException {
        return model == null
                ? Quickstart.TEACHER.newNetwork(manager, seed)
                : ModelFolder.load(model, manager).network();
    }
}
