package io.alambic.tools.train;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.alambic.client.NamedTensor;
import io.alambic.core.data.TargetData;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.Signature;
import io.alambic.core.storage.ModelDescription;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Quantization;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.train.Candidate;
import io.alambic.core.train.StepReport;
import io.alambic.core.train.SupervisedTraining;
import io.alambic.core.zoo.Fcn;
import io.alambic.core.zoo.Mlp;
import io.alambic.core.zoo.ZooArchitecture;
import io.alambic.datasets.targets.Score;
import io.alambic.datasets.targets.TargetSamples;
import io.alambic.datasets.targets.TargetSet;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Trains a teacher of the zoo on samples whose labels are tensors, and writes it into a model folder with its score in {@value
 * #DESCRIPTION}.
 *
 * @param set that the samples are of
 * @param split to train on and to be scored by
 */
record TargetTraining(TargetSet set, TargetSet.Split split) {

    private static final String DESCRIPTION = "teacher.json";
    private static final int SCORED = 100;
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    /**
     * Trains, scores and writes.
     *
     * @param progress notified after each step
     * @return what was trained, in words
     * @throws IOException if the folder cannot be written
     */
    String run(SupervisedTraining.Settings settings, Path folder, Consumer<StepReport> progress) throws IOException {
        ZooArchitecture architecture = architecture();
        try (NDManager manager = NDManager.newBaseManager()) {
            SupervisedTraining training = new SupervisedTraining(Tasks.named(set.task()), settings, manager);
            TargetData data = new TargetData(
                    encoded(split.train().inputs()), encoded(split.train().targets()));
            try (Candidate trained = training.train(architecture, data, progress)) {
                double score = score(trained.network(), manager);
                ModelDescription model = ModelFolder.save(
                        folder,
                        "teacher",
                        architecture,
                        trained.network(),
                        Double.NaN,
                        (long) settings.epochs() * data.size());
                write(model, score, folder);
                return "%,d parameters, %s of the test samples %.4f".formatted(model.parameters(), set.figure(), score);
            }
        }
    }

    private ZooArchitecture architecture() {
        ZooArchitecture.Input input =
                new ZooArchitecture.Input(split.train().inputs().name(), set.shape());
        return switch (set) {
            case SHAPES -> new Fcn(input, List.of(24, 24, 24), set.answers());
            case BIRTHS -> new Mlp(input, List.of(256, 256), set.answers());
        };
    }

    private double score(InferenceNetwork network, NDManager manager) {
        Score score = set.score();
        TargetSamples test = split.test();
        EncodedTensor inputs = encoded(test.inputs());
        RowBuffer rows = new RowBuffer();
        for (int from = 0; from < test.size(); from += SCORED) {
            int count = Math.min(SCORED, test.size() - from);
            rows.clear();
            rows.append(inputs, from, count);
            try (NDManager scope = manager.newSubManager()) {
                float[] answers = network.forward(Map.of(inputs.name(), rows.toArray(scope)))
                        .get(Signature.LOGITS)
                        .toType(DataType.FLOAT32, false)
                        .toFloatArray();
                int width = answers.length / count;
                for (int row = 0; row < count; row++) {
                    score.add(Arrays.copyOfRange(answers, row * width, (row + 1) * width), test.target(from + row));
                }
            }
        }
        return score.value();
    }

    /** Written last: a folder with it is complete. */
    private void write(ModelDescription model, double score, Path folder) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty(set.figure(), score);
        json.addProperty("parameters", model.parameters());
        json.addProperty("bytes", model.bytes());
        Path temporary = folder.resolve(DESCRIPTION + ".tmp");
        Files.writeString(temporary, GSON.toJson(json) + "\n");
        Files.move(temporary, folder.resolve(DESCRIPTION), StandardCopyOption.ATOMIC_MOVE);
    }

    private static EncodedTensor encoded(NamedTensor tensor) {
        return new EncodedTensor(
                tensor.name(),
                TensorType.valueOf(tensor.type().name()),
                new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray()),
                tensor.data().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN),
                tensor.quantization()
                        .map(how -> new Quantization(how.scale(), how.zeroPoint()))
                        .orElse(null));
    }
}
