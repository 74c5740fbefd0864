package io.alambic.tools.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.alambic.core.evaluate.AnsweredLogits;
import io.alambic.core.evaluate.EvaluationSamples;
import io.alambic.core.figures.Figure;
import io.alambic.core.layer.declared.Declaration;
import io.alambic.core.layer.network.LayeredArchitecture;
import io.alambic.core.model.InferenceNetwork;
import io.alambic.core.model.InputSpec;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.storage.WeightType;
import io.alambic.core.task.Task;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.zoo.Cnn;
import io.alambic.core.zoo.Mlp;
import io.alambic.core.zoo.Series;
import io.alambic.core.zoo.TextSizes;
import io.alambic.core.zoo.Zoo;
import io.alambic.core.zoo.ZooArchitecture.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxExportTest {

    private static final Map<String, String> METADATA = Map.of("name", "small", "version", "12", "step", "300");
    private static final int SAMPLES = 300;
    private static final int LONGEST = 24;

    /** Declarations of core, which together have all layers. */
    private static final Path STUDENTS = Path.of("../core/src/test/resources/students");

    private static final List<String> DECLARED = List.of("image.yaml", "series.yaml", "text.yaml");

    private final NDManager manager = NDManager.newBaseManager();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        manager.close();
    }

    /** Every architecture that there is: one without an export fails here. */
    static Stream<String> kinds() {
        return Stream.concat(Zoo.kinds().stream(), DECLARED.stream());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyOutputOfEveryArchitectureIsThatOfItsNetwork(String kind) throws IOException {
        // Given
        try (TrainableNetwork network = network(architecture(kind))) {
            List<TensorSpec> inputs = network.signature().inputs();
            List<String> maps = network.signature().outputs().stream()
                    .map(TensorSpec::name)
                    .filter(name -> !name.equals(Signature.LOGITS))
                    .toList();

            // When
            write(architecture(kind), network, WeightType.FP32, maps, Optional.empty());

            // Then
            try (InferenceNetwork onnx = OnnxExport.load(file(), inputs, manager)) {
                assertThat(onnx.signature().outputs())
                        .containsExactlyInAnyOrderElementsOf(network.signature().outputs());
                for (int count : List.of(1, 7)) {
                    Map<String, NDArray> asked = samples(network, count).batch(0, count, manager);
                    Map<String, NDArray> answers = onnx.forward(asked);
                    network.forward(asked).forEach((name, expected) -> {
                        float scale = expected.abs().max().getFloat();
                        assertThat(answers.get(name).sub(expected).abs().max().getFloat())
                                .as(name)
                                .isCloseTo(0, within(1e-5f * scale));
                        assertThat(scale).as(name).isPositive();
                    });
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void wholeNumbersOf8BitsAgreeOnNearlyEverySample(String kind) throws IOException {
        // Given
        try (TrainableNetwork network = network(architecture(kind))) {
            EvaluationSamples typical = samples(network, 100);

            // When
            AnsweredLogits rounded =
                    write(architecture(kind), network, WeightType.INT8, List.of(), Optional.of(typical));
            ModelProto model = read();
            Files.delete(file());
            AnsweredLogits weightsOnly =
                    write(architecture(kind), network, WeightType.INT8, List.of(), Optional.empty());

            // Then
            AnsweredLogits exact = logits(network);
            assertThat(agreement(rounded, exact)).isBetween(0.9, 1.0);
            assertThat(agreement(weightsOnly, exact)).isBetween(0.9, 1.0);
            assertThat(rounded.largestDifference(weightsOnly)).isPositive();
            assertThat(nodes(model, "QuantizeLinear")).isPositive();
            assertThat(nodes(read(), "QuantizeLinear")).isZero();
            assertThat(nodes(read(), "DequantizeLinear")).isPositive();
            assertThat(List.of(model, read()))
                    .allSatisfy(written -> assertThat(written.getGraph().getInitializerList())
                            .filteredOn(weight -> weight.getDimsCount() > 1)
                            .extracting(TensorProto::getDataType)
                            .containsOnly(TensorProto.DataType.INT8.getNumber()));
        }
    }

    @Test
    void theFileSaysWhatItHolds() throws IOException {
        // Given
        Cnn architecture = new Cnn(new Input("picture", List.of(1, 8, 8)), List.of(2, 3), List.of(), 4);
        try (TrainableNetwork network = network(architecture)) {
            // When
            write(architecture, network, WeightType.FP32, List.of("block2"), Optional.empty());
        }

        // Then
        ModelProto model = read();
        assertThat(model.getGraph().getName()).isEqualTo("small");
        assertThat(model.getMetadataPropsList().stream()
                        .collect(Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue)))
                .isEqualTo(METADATA);
        assertThat(model.getGraph().getInputList())
                .extracting(input -> input.getName())
                .containsExactly("picture");
        assertThat(model.getGraph().getOutputList())
                .extracting(output -> output.getName())
                .containsExactly("logits", "block2");
        assertThat(model.getGraph()
                        .getInput(0)
                        .getType()
                        .getTensorType()
                        .getShape()
                        .getDim(0)
                        .getDimParam())
                .isEqualTo("batch");
        assertThat(files()).containsExactly("student.onnx");
    }

    @Test
    void aNormalizationIsPartOfItsConvolution() throws IOException {
        // Given
        Series architecture = new Series(new Input(List.of(2, 16)), List.of(3), List.of(), 4);
        try (TrainableNetwork network = network(architecture)) {
            // When
            write(architecture, network, WeightType.FP32, List.of(), Optional.empty());
        }

        // Then
        assertThat(read().getGraph().getNodeList())
                .extracting(NodeProto::getOpType)
                .containsExactly("Conv", "Relu", "MaxPool", "GlobalAveragePool", "Flatten", "Gemm");
    }

    @Test
    void aFileThatAnswersOtherwiseIsNotLeft() throws IOException {
        // Given: the answers of a network with other weights
        Mlp architecture = new Mlp(new Input(List.of(5)), List.of(6), 3);
        try (TrainableNetwork network = network(architecture);
                TrainableNetwork other = architecture.newNetwork(manager, 8)) {
            OnnxExport export = new OnnxExport(file(), "small", WeightType.FP32, List.of(), METADATA);

            // Then
            assertThatThrownBy(() -> export.write(
                            architecture,
                            network.snapshot(),
                            Optional.empty(),
                            samples(other, SAMPLES),
                            logits(other),
                            manager))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the logits differ by");
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void whatCannotBeWrittenIsRefused() throws IOException {
        // Given: an output and the input have the same name
        Mlp architecture = new Mlp(new Input("logits", List.of(5)), List.of(6), 3);
        try (TrainableNetwork network = network(architecture)) {
            // Then
            assertThatThrownBy(() -> write(architecture, network, WeightType.FP32, List.of(), Optional.empty()))
                    .hasMessage("two tensors are named 'logits', which ONNX does not allow");
            assertThatThrownBy(() -> write(architecture, network, WeightType.FP32, List.of("block1"), Optional.empty()))
                    .hasMessage("no output 'block1'; the model has [logits, hidden1]");
            assertThat(files()).isEmpty();
        }
    }

    private AnsweredLogits write(
            LayeredArchitecture architecture,
            TrainableNetwork network,
            WeightType weights,
            List<String> maps,
            Optional<EvaluationSamples> typical)
            throws IOException {
        return new OnnxExport(file(), "small", weights, maps, METADATA)
                .write(architecture, network.snapshot(), typical, samples(network, SAMPLES), logits(network), manager);
    }

    /** Odd sizes, which pools and strides round. */
    private static LayeredArchitecture architecture(String kind) throws IOException {
        if (DECLARED.contains(kind)) {
            return Declaration.read(STUDENTS.resolve(kind));
        }
        if (Zoo.readsText(kind)) {
            return Zoo.ofText(kind, "tokens", new TextSizes(20, 6, List.of(6, 8), 2, 2, List.of(10), 4))
                    .taking(InputSpec.parseAll("tokens:INT64:T").get(0).withShape(new Shape(LONGEST)));
        }
        List<Integer> shape = kind.equals(Series.KIND) ? List.of(3, 21) : List.of(3, 13, 10);
        return Zoo.of(kind, new Input(shape), List.of(6, 8), List.of(10), 4);
    }

    /** With statistics of batch norm that are not those of a new network, some near the number that is added to the variance. */
    private TrainableNetwork network(LayeredArchitecture architecture) {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        try (TrainableNetwork fresh = architecture.newNetwork(manager, 7)) {
            fresh.snapshot().forEach((name, weight) -> {
                boolean isVariance = name.endsWith("runningVar");
                weights.put(
                        name,
                        manager.randomUniform(
                                isVariance ? 1e-6f : -0.5f, isVariance ? 1e-4f : 0.5f, weight.getShape()));
            });
        }
        return architecture.newNetwork(manager, weights);
    }

    private static EvaluationSamples samples(TrainableNetwork network, int count) {
        return EvaluationSamples.random(network.signature().inputs(), count, 42);
    }

    private AnsweredLogits logits(TrainableNetwork network) {
        return AnsweredLogits.of(network, Signature.LOGITS, samples(network, SAMPLES), manager);
    }

    private double agreement(AnsweredLogits answers, AnsweredLogits exact) {
        Task task = exact.answer().dimension() == 1 ? Tasks.CLASSIFICATION : Tasks.named("dense");
        return answers.figures(exact, task, null, manager).get(Figure.AGREEMENT);
    }

    private static long nodes(ModelProto model, String operator) {
        return model.getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals(operator))
                .count();
    }

    private Path file() {
        return folder.resolve("student.onnx");
    }

    private ModelProto read() throws IOException {
        return ModelProto.parseFrom(Files.readAllBytes(file()));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
