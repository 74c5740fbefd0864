package io.alambic.student.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.alambic.core.cost.feature.FeaturePair;
import io.alambic.core.cost.feature.MseDistance;
import io.alambic.core.cost.logits.OutputTerm;
import io.alambic.core.model.InputRanges;
import io.alambic.core.model.Signature;
import io.alambic.core.task.Labels;
import io.alambic.core.task.Task;
import io.alambic.core.task.Tasks;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.tensor.TopKLogits;
import io.alambic.student.TinyTask;
import io.alambic.v1.DataType;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnowledgeRulesTest {

    private static final int SAMPLES = 3;

    private final TinyTask task = new TinyTask(1);
    private final KnowledgeRules rules =
            new KnowledgeRules(TinyTask.STUDENT.signature(), List.of(new FeaturePair("block2", "block2", 1)));

    @Test
    void takesWhatFits() throws Exception {
        // Given
        Knowledge knowledge = task.next(SAMPLES).build();

        // When
        CheckedTensors checked = rules.check(knowledge);

        // Then
        assertThat(checked.samples()).isEqualTo(SAMPLES);
        assertThat(checked.inputs()).extracting("name").containsExactly("image");
        assertThat(checked.features()).extracting("name").containsExactly("block2");
    }

    @Test
    void takesTheLargestLogitsAsAllOfThem() throws Exception {
        // Given: in this task all but the largest are equal
        Knowledge.Builder knowledge = task.next(SAMPLES);
        Tensor full = knowledge.getLogits().getFull();

        // When
        CheckedTensors checked = rules.check(knowledge
                .setLogits(Logits.newBuilder().setTopK(TopKLogits.encode(full, 1)))
                .build());

        // Then
        assertThat(checked.logits()).isEqualTo(EncodedTensor.of(full));
    }

    @Test
    void refusesLargestLogitsOfOtherClasses() {
        // When
        RefusedKnowledgeException refused = refused(knowledge -> knowledge.setLogits(Logits.newBuilder()
                .setTopK(TopKLogits.encode(knowledge.getLogits().getFull(), 1).toBuilder()
                        .setClassCount(9))));

        // Then
        assertThat(refused).isInstanceOf(ContractMismatchException.class);
        assertThat(refused).hasMessage("logits of 9 classes: expected 4");
    }

    @Test
    void asksForNoMapsThatTheStudentIsNotHeldTo() throws Exception {
        // Given
        KnowledgeRules withoutMaps = new KnowledgeRules(TinyTask.STUDENT.signature(), List.of());

        // When
        CheckedTensors checked =
                withoutMaps.check(task.next(SAMPLES).clearFeatureMaps().build());

        // Then
        assertThat(checked.features()).isEmpty();
    }

    @Test
    void takesMapsOfOtherShapesBecauseTeachersAreUpgraded() throws Exception {
        // Given
        rules.accepted(rules.check(task.next(SAMPLES).build()));

        // When
        CheckedTensors checked = rules.check(changed(k -> map(k, DataType.DATA_TYPE_FP32, 3, 7, 2, 2)));

        // Then
        assertThat(checked.features().get(0).sampleShape()).isEqualTo(new Shape(7, 2, 2));
    }

    @Test
    void takesSoManyShapesAndNoMore() throws Exception {
        // Given
        for (int channels = 1; channels <= 8; channels++) {
            int now = channels;
            rules.accepted(rules.check(changed(k -> map(k, DataType.DATA_TYPE_FP32, 3, now, 2, 2))));
        }

        // When
        RefusedKnowledgeException refused = refused(k -> map(k, DataType.DATA_TYPE_FP32, 3, 9, 2, 2));

        // Then
        assertThat(refused)
                .hasMessage("feature map 'block2': at most 8 shapes since the start, but (9, 2, 2) is another one");
        rules.check(changed(k -> map(k, DataType.DATA_TYPE_FP32, 3, 8, 2, 2)));
    }

    @Test
    void hiddenStatesThatHaveNoProjectorAreRefusedWithWhatIsPossible() {
        // When
        RefusedKnowledgeException refused = refused(k -> map(k, DataType.DATA_TYPE_FP32, 3, 16, 64));

        // Then
        assertThat(refused).isInstanceOf(ContractMismatchException.class);
        assertThat(refused)
                .hasMessage("feature pair block2:block2: no projector from a student's map (8, 2, 2) to a teacher's map"
                        + " (16, 64): the shapes must be equal, or both maps [C, H, W], both [C, T], or both vectors [D]; @grid makes"
                        + " a map of tokens [T, D]");
    }

    @Test
    void tokensOfAGridTeachAMapAndOtherNumbersOfTokensAreRefused() throws Exception {
        // Given
        KnowledgeRules ofGrid =
                new KnowledgeRules(TinyTask.STUDENT.signature(), List.of(FeaturePair.parse("block2@grid:block2")));

        // When
        CheckedTensors checked = ofGrid.check(changed(k -> map(k, DataType.DATA_TYPE_FP32, 3, 17, 64)));

        // Then
        assertThat(checked.features().get(0).sampleShape()).isEqualTo(new Shape(17, 64));
        assertThatThrownBy(() -> ofGrid.check(changed(k -> map(k, DataType.DATA_TYPE_FP32, 3, 18, 64))))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessage(
                        "feature pair block2@grid:block2: @grid takes tokens [T, D] of a square grid, where T is H·H, or"
                                + " 1 + H·H with a class token first, but the map is (18, 64)");
    }

    @Test
    void aMapThatIsPairedTwiceIsReadOnce() throws Exception {
        // Given
        KnowledgeRules twice = new KnowledgeRules(
                TinyTask.STUDENT.signature(),
                List.of(new FeaturePair("block2", "block1", 1), new FeaturePair("block2", "block2", 1)));

        // When
        CheckedTensors checked = twice.check(task.next(SAMPLES).build());

        // Then
        assertThat(checked.features()).extracting("name").containsExactly("block2");
    }

    @Test
    void everyNegativeLabelIsNone() throws Exception {
        // When
        CheckedTensors checked =
                rules.check(changed(k -> k.setLabels(0, -100).setLabels(1, -1).setLabels(2, Integer.MIN_VALUE)));

        // Then
        assertThat(checked.refused().indexes().isEmpty()).isTrue();
    }

    @Test
    void oddSamplesAreRefusedByThemselves() throws Exception {
        // When
        CheckedTensors checked = rules.check(changed(k -> {
            k.setLabels(0, 4);
            notFinite(k.getFeatureMapsBuilder(0), 71);
        }));

        // Then
        assertThat(refusals(checked))
                .containsExactly(
                        "0 MISMATCH label 4 of sample 0: expected at most 3",
                        "2 NOT_FINITE tensor 'block2': sample 2 has a number that is not finite, or 2^50 and more");
    }

    @Test
    void aRecordWithoutASampleThatIsLeftIsRefusedAsAWhole() {
        // When
        RefusedKnowledgeException refused =
                refused(k -> k.setLabels(0, 4).setLabels(1, 4).setLabels(2, 7));

        // Then
        assertThat(refused).hasMessage("label 4 of sample 0: expected at most 3");
        assertThat(refused).isNotInstanceOf(ContractMismatchException.class);
        assertThat(refused.samples()).isEqualTo(SAMPLES);
    }

    @Test
    void aClassThatTheTeacherRulesOutIsTakenByTermsThatCanSaySo() throws Exception {
        // Given
        Knowledge masked = changed(k -> number(k.getLogitsBuilder().getFullBuilder(), 5, Float.NEGATIVE_INFINITY));
        KnowledgeRules ofLogits = new KnowledgeRules(
                Tasks.CLASSIFICATION,
                TinyTask.STUDENT.signature(),
                InputRanges.NONE,
                List.of(),
                new MseDistance(),
                OutputTerm.parse("logits-mse"));

        // Then
        assertThat(rules.check(masked).refused().indexes().isEmpty()).isTrue();
        assertThatThrownBy(() -> ofLogits.check(masked))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessage(
                        "tensor 'logits': sample 1 rules out a class by a logit of negative infinity, but the output term"
                                + " 'logits-mse' compares the logits themselves; kl, decoupled and probabilities-mse take it");
    }

    @Test
    void logitsThatSayNothingRefuseTheirSample() throws Exception {
        // When
        CheckedTensors checked =
                rules.check(changed(k -> number(k.getLogitsBuilder().getFullBuilder(), 5, Float.POSITIVE_INFINITY)));

        // Then
        assertThat(checked.refused().indexes().stream().boxed()).containsExactly(1);
    }

    @Test
    void aSampleWithAPlaceThatHasNoPossibleClassIsRefusedByItself() throws Exception {
        // Given: four classes at each of 2 places; all of them ruled out at the last place of sample 1, one of them in
        // sample 2
        Knowledge.Builder answered = answered(4, 2).toBuilder();
        Tensor.Builder logits = answered.getLogitsBuilder().getFullBuilder();
        IntStream.of(9, 11, 13, 15, 16).forEach(i -> number(logits, i, Float.NEGATIVE_INFINITY));

        // When
        CheckedTensors checked = rules("dense", 4, 2).check(answered.build());

        // Then
        assertThat(refusals(checked))
                .containsExactly(
                        "1 NOT_FINITE tensor 'logits': sample 1 rules out every class at place [1], but one must be possible");
    }

    @Test
    void labelsOfARegressionAreReadFromTheirTensor() throws Exception {
        // Given
        float[] numbers = {0.5f, -2, 3, Float.NaN, 7, 1e6f};

        // When
        CheckedTensors checked = rules("regression", 2).check(labelled(floats(numbers, 3, 2), 2));

        // Then
        assertThat(checked.labels()).isEqualTo(EncodedTensor.of(floats(numbers, 3, 2)));
        assertThat(checked.refused().indexes().isEmpty()).isTrue();
    }

    @Test
    void labelsOfASetAreReadFromWholeNumbersOfAnotherType() throws Exception {
        // When
        CheckedTensors checked = rules("multi-label", 2).check(labelled(int32(new int[] {1, 0, -7, 1, 0, 0}, 3, 2), 2));

        // Then
        assertThat(checked.labels().type()).isEqualTo(TensorType.INT8);
        assertThat(checked.labels().data()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 0, -1, 1, 0, 0}));
        assertThat(checked.refused().indexes().isEmpty()).isTrue();
    }

    @Test
    void labelsOfEachPlaceAreReadFromTheirTensor() throws Exception {
        // Given: four classes at each of 2 x 1 places
        Tensor classes = int32(new int[] {3, 0, -1, 2, 1, 1}, 3, 2, 1);

        // When
        CheckedTensors checked = rules("dense", 4, 2, 1).check(labelled(classes, 4, 2, 1));

        // Then
        assertThat(checked.labels()).isEqualTo(EncodedTensor.of(classes));
        assertThat(checked.refused().indexes().isEmpty()).isTrue();
    }

    @Test
    void oneClassForEachSampleMayComeAsATensorToo() throws Exception {
        // Given
        Tensor classes = int32(new int[] {3, -9, 4}, 3);

        // When
        CheckedTensors checked = rules.check(changed(k -> k.clearLabels().setLabelTensor(classes)));

        // Then
        assertThat(checked.labels()).isEqualTo(EncodedTensor.of(classes));
        assertThat(refusals(checked)).containsExactly("2 MISMATCH label 4 of sample 2: expected at most 3");
    }

    @Test
    void theNameOfTheLabelTensorIsNotRead() throws Exception {
        // Given
        Tensor numbers = floats(new float[6], 3, 2);

        for (String name : List.of("", "targets")) {
            // When
            CheckedTensors checked = rules("regression", 2)
                    .check(labelled(numbers.toBuilder().setName(name).build(), 2));

            // Then
            assertThat(checked.labels().shape()).isEqualTo(new Shape(3, 2));
        }
    }

    @ParameterizedTest
    @CsvSource({"regression,'(3, 4)'", "multi-label,'(3, 4)'", "dense,'(3, 2)'", "dense-channels-last,'(3, 4)'"})
    void labelsOfAnotherShapeSayThatTeacherAndStudentDisagree(String name, String expected) {
        // Given
        int[] answer = name.startsWith("dense") ? new int[] {4, 2} : new int[] {4};
        Tensor labels = name.equals("regression") ? floats(new float[9], 3, 3) : int32(new int[9], 3, 3);

        // When
        RefusedKnowledgeException refused = catchThrowableOfType(
                RefusedKnowledgeException.class, () -> rules(name, answer).check(labelled(labels, answer)));

        // Then
        assertThat(refused).isInstanceOf(ContractMismatchException.class);
        assertThat(refused).hasMessage("labels: expected shape %s, but it is (3, 3)".formatted(expected));
        assertThat(refused.samples()).isEqualTo(SAMPLES);
    }

    @Test
    void labelsOfAnotherKindSayThatTeacherAndStudentDisagree() {
        assertThatThrownBy(() -> rules("regression", 2).check(labelled(int32(new int[6], 3, 2), 2)))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessage("labels: expected FP32 or FP64, but got INT32");
        assertThatThrownBy(() -> rules("multi-label", 2).check(labelled(floats(new float[6], 3, 2), 2)))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessage("labels: expected whole numbers without quantization, but got FP32");
    }

    @Test
    void aLabelBeyondTheTaskRefusesItsSampleAlone() throws Exception {
        // Given
        Tensor numbers = floats(new float[] {1, 2, 3, Float.POSITIVE_INFINITY, 5, 6}, 3, 2);
        Tensor set = int32(new int[] {2, 0, 1, 1, 0, 0}, 3, 2);
        Tensor places = int32(new int[] {3, 3, -1, 0, 0, 4}, 3, 2);

        // Then
        assertThat(refusals(rules("regression", 2).check(labelled(numbers, 2))))
                .containsExactly("1 MISMATCH label Infinity of sample 1: expected a finite number below 2^50");
        assertThat(refusals(rules("multi-label", 2).check(labelled(set, 2))))
                .containsExactly("0 MISMATCH label 2 of sample 0: expected at most 1");
        assertThat(refusals(rules("dense", 4, 2).check(labelled(places, 4, 2))))
                .containsExactly("2 MISMATCH label 4 of sample 2: expected at most 3");
    }

    @Test
    void missingLabelsAreNone() throws Exception {
        assertThat(unlabelled("regression", 2)).isEqualTo(Labels.none(spec(TensorType.FP32, 2), SAMPLES));
        assertThat(unlabelled("multi-label", 2)).isEqualTo(Labels.none(spec(TensorType.INT8, 2), SAMPLES));
        assertThat(unlabelled("dense", 4, 2)).isEqualTo(Labels.none(spec(TensorType.INT32, 2), SAMPLES));
        assertThat(unlabelled("classification", 4)).isEqualTo(Labels.none(spec(TensorType.INT32), SAMPLES));
        assertThat(unlabelled("embedding", 4)).isNull();
    }

    @Test
    void labelsOfATaskThatHasNoneAreNotRead() throws Exception {
        // When
        CheckedTensors checked = rules("embedding", 4).check(labelled(int32(new int[1], 1), 4));

        // Then
        assertThat(checked.labels()).isNull();
    }

    @Test
    void oneClassForEachSampleDoesNotTeachATaskThatNeedsATensor() {
        // Given
        Knowledge classes = answered(4, 2).toBuilder()
                .addLabels(0)
                .addLabels(1)
                .addLabels(2)
                .build();

        // Then
        assertThatThrownBy(() -> rules("dense", 4, 2).check(classes))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessage("the record has one class for each sample, but the task dense has a label_tensor of shape"
                        + " (3, 2)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"multi-label", "regression", "embedding"})
    void theLargestLogitsAloneDoNotTeachATaskThatNeedsAllOfThem(String name) {
        // Given
        Knowledge largest = largest(answered(4));

        // Then
        assertThatThrownBy(() -> rules(name, 4).check(largest))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessage(
                        "logits of some classes alone do not teach the task %s: set alambic.teacher.logits-top-k and"
                                        .formatted(name)
                                + " alambic.teacher.logits-samples to 0");
    }

    @Test
    void theLargestLogitsOfEachPlaceAreReadWhereTheClassesAreLast() throws Exception {
        // Given: two places of three classes, all but one of which are equal
        Knowledge full = answered(2, 3);
        Knowledge largest = largest(full);

        // When
        CheckedTensors checked = rules("dense-channels-last", 2, 3).check(largest);

        // Then
        assertThat(largest.getLogits().getTopK().getClasses().getShapeList()).containsExactly(3L, 2L, 1L);
        assertThat(checked.logits()).isEqualTo(EncodedTensor.of(full.getLogits().getFull()));
    }

    @Test
    void theLargestLogitsOfTheLastAxisDoNotTeachATaskWhoseClassesAreTheFirst() {
        // Given: what a teacher of [C, T] sends, for it cannot tell that from [T, C]
        Knowledge largest = largest(answered(2, 3));

        // Then
        assertThatThrownBy(() -> rules("dense", 2, 3).check(largest))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessageStartingWith("logits of some classes alone do not teach the task dense: set");
    }

    @Test
    void theLargestLogitsOfOtherPlacesOrOfNoneDoNotFit() {
        // Given
        KnowledgeRules places = rules("dense-channels-last", 2, 3);

        // Then
        assertThatThrownBy(() -> places.check(largest(answered(4, 3))))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessage("tensor 'logits': expected shape (3, 2, 3), but it is (3, 4, 3)");
        assertThatThrownBy(() -> places.check(largest(answered(3))))
                .isInstanceOf(ContractMismatchException.class)
                .hasMessage("tensor 'logits': expected shape (3, 2, 3), but it is (3, 3)");
    }

    private static Knowledge largest(Knowledge full) {
        return full.toBuilder()
                .setLogits(Logits.newBuilder()
                        .setTopK(TopKLogits.encode(full.getLogits().getFull(), 1)))
                .build();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWithWhatWasExpectedAndWhatCame(
            Consumer<Knowledge.Builder> change, Refusal refusal, int samples, String message) {
        // When
        RefusedKnowledgeException refused = refused(change);

        // Then
        assertThat(refused).hasMessage(message);
        assertThat(refused.refusal()).isEqualTo(refusal);
        assertThat(refused.samples()).isEqualTo(samples);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(Knowledge.Builder::clearOrigin, Refusal.MALFORMED, 0, "the record names no origin"),
                refusal(Knowledge.Builder::clearLogits, Refusal.MALFORMED, 0, "the record has no logits"),
                refusal(k -> logits(k, 0, 4), Refusal.MALFORMED, 0, "logits of 0 samples"),
                refusal(
                        k -> logits(k, 3, 5),
                        Refusal.MISMATCH,
                        3,
                        "tensor 'logits': expected shape (3, 4), but it is (3, 5)"),
                refusal(k -> k.addLabels(1), Refusal.MALFORMED, 3, "4 labels for 3 samples"),
                refusal(k -> k.addSampleIds("a"), Refusal.MALFORMED, 3, "1 sample ids for 3 samples"),
                refusal(Knowledge.Builder::clearInputs, Refusal.MISMATCH, 3, "no input 'image'; the record has []"),
                refusal(
                        k -> k.getInputsBuilder(0).setShape(0, 2).setShape(2, 12),
                        Refusal.MISMATCH,
                        3,
                        "tensor 'image': expected shape (3, 1, 8, 8), but it is (2, 1, 12, 8)"),
                refusal(
                        k -> k.getInputsBuilder(0).clearQuantization(),
                        Refusal.MISMATCH,
                        3,
                        "tensor 'image': expected FP32, FP16 or quantized UINT8 or INT8, but it is UINT8 without"
                                + " quantization"),
                refusal(
                        k -> k.getInputsBuilder(0).setData(ByteString.copyFromUtf8("short")),
                        Refusal.MALFORMED,
                        3,
                        "tensor 'image': UINT8 of shape (3, 1, 8, 8) takes 192 bytes, but 5 came"),
                refusal(
                        Knowledge.Builder::clearFeatureMaps,
                        Refusal.MISMATCH,
                        3,
                        "no feature map 'block2'; the record has []"),
                refusal(
                        k -> map(k, DataType.DATA_TYPE_FP32, 3, 24),
                        Refusal.MISMATCH,
                        3,
                        "feature pair block2:block2: no projector from a student's map (8, 2, 2) to a teacher's map (24):"
                                + " the shapes must be equal, or both maps [C, H, W], both [C, T], or both vectors [D]"),
                refusal(
                        k -> map(k, DataType.DATA_TYPE_FP32, 3, 6, 0, 2),
                        Refusal.MALFORMED,
                        3,
                        "tensor 'block2': dimension 2 must be at least 1, but is 0"));
    }

    private static Arguments refusal(Consumer<Knowledge.Builder> change, Refusal refusal, int samples, String message) {
        return Arguments.of(change, refusal, samples, message);
    }

    /** Rules of a student of a task, whose answer to a sample has a shape. */
    private static KnowledgeRules rules(String name, int... answer) {
        Task learned = Tasks.named(name);
        Signature student = new Signature(
                TinyTask.STUDENT.signature().inputs(), List.of(spec(Signature.LOGITS, TensorType.FP32, answer)));
        OutputTerm output = OutputTerm.parse(learned.outputTerms().get(0));
        return new KnowledgeRules(learned, student, InputRanges.NONE, List.of(), new MseDistance(), output);
    }

    private static TensorSpec spec(TensorType type, int... shape) {
        return spec("labels", type, shape);
    }

    private static TensorSpec spec(String name, TensorType type, int... shape) {
        return new TensorSpec(
                name, type, new Shape(IntStream.of(shape).asLongStream().toArray()));
    }

    private EncodedTensor unlabelled(String name, int... answer) throws RefusedKnowledgeException {
        return rules(name, answer).check(answered(answer)).labels();
    }

    private Knowledge labelled(Tensor labels, int... answer) {
        return answered(answer).toBuilder().setLabelTensor(labels).build();
    }

    /** Knowledge without labels, of a teacher whose answer to a sample has a shape. */
    private Knowledge answered(int... answer) {
        return changed(k -> logits(
                k.clearLabels(),
                IntStream.concat(IntStream.of(SAMPLES), IntStream.of(answer)).toArray()));
    }

    private static Tensor floats(float[] numbers, int... shape) {
        ByteBuffer data = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asFloatBuffer().put(numbers);
        return labels(DataType.DATA_TYPE_FP32, data, shape);
    }

    private static Tensor int32(int[] numbers, int... shape) {
        ByteBuffer data = ByteBuffer.allocate(numbers.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asIntBuffer().put(numbers);
        return labels(DataType.DATA_TYPE_INT32, data, shape);
    }

    private static Tensor labels(DataType type, ByteBuffer data, int... shape) {
        Tensor.Builder tensor =
                Tensor.newBuilder().setName("labels").setDataType(type).setData(ByteString.copyFrom(data));
        for (int dimension : shape) {
            tensor.addShape(dimension);
        }
        return tensor.build();
    }

    private static List<String> refusals(CheckedTensors checked) throws InterruptedException {
        List<String> refusals = new ArrayList<>();
        checked.refused()
                .forEach((sample, reason) -> refusals.add(sample + " " + reason.refusal() + " " + reason.getMessage()));
        return refusals;
    }

    private RefusedKnowledgeException refused(Consumer<Knowledge.Builder> change) {
        Knowledge knowledge = changed(change);
        return catchThrowableOfType(RefusedKnowledgeException.class, () -> rules.check(knowledge));
    }

    private Knowledge changed(Consumer<Knowledge.Builder> change) {
        Knowledge.Builder knowledge = task.next(SAMPLES);
        change.accept(knowledge);
        return knowledge.build();
    }

    private static void logits(Knowledge.Builder knowledge, int... shape) {
        fill(knowledge.getLogitsBuilder().getFullBuilder(), DataType.DATA_TYPE_FP32, shape);
    }

    private static void map(Knowledge.Builder knowledge, DataType type, int... shape) {
        fill(knowledge.getFeatureMapsBuilder(0), type, shape);
    }

    private static void fill(Tensor.Builder tensor, DataType type, int... shape) {
        tensor.clearShape().setDataType(type);
        int elements = 1;
        for (int dimension : shape) {
            tensor.addShape(dimension);
            elements *= dimension;
        }
        tensor.setData(ByteString.copyFrom(new byte[elements * Float.BYTES]));
    }

    private static void notFinite(Tensor.Builder tensor, int element) {
        number(tensor, element, Float.NaN);
    }

    private static void number(Tensor.Builder tensor, int element, float number) {
        byte[] data = tensor.getData().toByteArray();
        ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).putFloat(element * Float.BYTES, number);
        tensor.setData(ByteString.copyFrom(data));
    }
}
