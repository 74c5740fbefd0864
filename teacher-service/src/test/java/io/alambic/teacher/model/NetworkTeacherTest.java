package io.alambic.teacher.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.protobuf.ByteString;
import io.alambic.core.model.Signature;
import io.alambic.core.storage.LoadedModel;
import io.alambic.core.storage.ModelFolder;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.zoo.Cnn;
import io.alambic.models.ModelIdentity;
import io.alambic.teacher.TinyModel;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTeacherTest {

    private static final int MAX_BATCH = 8;
    private static final String MAP = "block1";

    @TempDir
    Path folder;

    @BeforeEach
    void save() throws IOException {
        TinyModel.save(folder);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, MAX_BATCH - 1, MAX_BATCH, MAX_BATCH + 1, 3 * MAX_BATCH + 2})
    void answersAreTheNetworksOwn(int samples) throws IOException {
        // Given
        List<List<EncodedTensor>> records = List.of(images(samples, 0), images(2, 100), images(samples, 200));
        Map<String, float[]> expected = forward(records);

        // When
        TeacherAnswer answer = answer(records, Encoding.FP32);

        // Then
        int rows = 2 * samples + 2;
        assertThat(floats(answer.logits().rows("logits", 0, rows)))
                .containsExactly(expected.get("logits"), within(1e-5));
        assertThat(floats(answer.featureMaps().get(MAP).rows(MAP, 0, rows)))
                .containsExactly(expected.get(MAP), within(1e-5));
        assertThat(answer.unusable().isEmpty()).isTrue();
    }

    @Test
    void mapsOfImagesTravelInTheOrderInWhichTheNetworkComputesThem() throws IOException {
        // When
        TeacherAnswer answer = answer(List.of(images(2, 0)), Encoding.FP32);

        // Then
        Tensor map = answer.featureMaps().get(MAP).rows(MAP, 0, 2);
        assertThat(map.getChannelsLast()).isTrue();
        assertThat(map.getShapeList().get(3))
                .isEqualTo(EncodedTensor.of(map).sampleShape().get(0));
        assertThat(answer.logits().rows("logits", 0, 2).getChannelsLast()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void featureMapsStayWithinTheErrorOfTheirEncoding(Encoding encoding) throws IOException {
        // Given
        List<List<EncodedTensor>> records = List.of(images(5, 0));
        float[] exact = forward(records).get(MAP);

        // When
        TeacherAnswer answer = answer(records, encoding);

        // Then
        float[] decoded = floats(answer.featureMaps().get(MAP).rows(MAP, 0, 5));
        double low = IntStream.range(0, exact.length)
                .mapToDouble(i -> exact[i])
                .min()
                .orElseThrow();
        double high = IntStream.range(0, exact.length)
                .mapToDouble(i -> exact[i])
                .max()
                .orElseThrow();
        double bound =
                switch (encoding) {
                    case FP32 -> 1e-6;
                    case FP16 -> Math.max(high, -low) * 0x1p-11 + 1e-6;
                    case INT8 -> (Math.max(0, high) - Math.min(0, low)) / 254 / 2 + 1e-6;
                };
        assertThat(decoded).containsExactly(exact, within(bound));
    }

    @Test
    void aRowWhoseAnswerIsNotFiniteIsMarkedAndSpoilsNoOther() throws IOException {
        // Given
        TinyModel.save(folder, 1e20f);
        SampleBatch.Builder black = TinyModel.samples(1, 0);
        black.setTensors(0, TinyModel.image(1).setData(ByteString.copyFrom(new byte[TinyModel.PIXELS * 4])));
        List<EncodedTensor> zeros = List.of(EncodedTensor.of(black.getTensors(0)));

        // When
        TeacherAnswer answer = answer(List.of(zeros, images(1, 3), zeros), Encoding.INT8);

        // Then
        assertThat(answer.unusable().stream()).containsExactly(1);
        assertThat(floats(answer.featureMaps().get(MAP).rows(MAP, 2, 1))).containsOnly(0);
    }

    @Test
    void manyThreadsShareOneModel() throws IOException, InterruptedException, ExecutionException {
        // Given
        int threads = 4;
        int rounds = 100;
        Map<String, float[]> expected = forward(List.of(images(3, 0)));
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (TeacherModel model = TeacherModel.load(settings(Encoding.FP32))) {
            List<Future<List<float[]>>> running = new ArrayList<>();

            // When
            for (int thread = 0; thread < threads; thread++) {
                running.add(executor.submit(() -> {
                    List<float[]> answers = new ArrayList<>();
                    try (Teacher teacher = model.newTeacher()) {
                        for (int round = 0; round < rounds; round++) {
                            answers.add(floats(teacher.answer(List.of(images(3, 0)))
                                    .logits()
                                    .rows("logits", 0, 3)));
                        }
                    }
                    return answers;
                }));
            }

            // Then
            for (Future<List<float[]>> answers : running) {
                assertThat(answers.get()).hasSize(rounds).allSatisfy(logits -> assertThat(logits)
                        .containsExactly(expected.get("logits"), within(1e-5)));
            }
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void anAnswerLeavesNoNativeArrayBehind() throws IOException, ReflectiveOperationException {
        // Given
        try (NDManager manager = NDManager.newBaseManager();
                LoadedModel loaded = ModelFolder.load(folder, manager);
                NetworkTeacher teacher = new NetworkTeacher(
                        settings(Encoding.INT8),
                        new ModelIdentity("tiny", "1"),
                        loaded.network(),
                        new RefusalJudge(loaded.network().signature().inputs()),
                        manager)) {
            teacher.answer(List.of(images(1, 0)));
            int before = arrays(manager);

            // When
            for (int i = 0; i < 3000; i++) {
                teacher.answer(List.of(images(1 + i % (2 * MAX_BATCH), i)));
            }

            // Then
            assertThat(arrays(manager)).isEqualTo(before);
        }
    }

    @Test
    void thousandsOfAnswersLeaveTheMemoryFlat() throws IOException {
        // Given
        try (TeacherModel model = TeacherModel.load(settings(Encoding.FP16));
                Teacher teacher = model.newTeacher()) {
            answerOften(teacher, 2000);
            System.gc();
            long before = residentKilobytes();

            // When
            answerOften(teacher, 10_000);
            System.gc();

            // Then
            assertThat(residentKilobytes() - before).isLessThan(48 << 10);
        }
    }

    @Test
    void anUnknownFeatureMapIsRefusedWithThoseThatExist() {
        // Given
        ModelSettings settings = new ModelSettings(folder, List.of("block7"), Encoding.FP16, MAX_BATCH);

        // When
        ThrowingCallable load = () -> TeacherModel.load(settings);

        // Then
        assertThatThrownBy(load)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no output 'block7'; the model has [logits, block1]");
    }

    @Test
    void anEmptyFolderIsNoModel() {
        // Given
        ModelSettings settings = new ModelSettings(folder.resolve("empty"), List.of(), Encoding.FP16, MAX_BATCH);

        // When
        ThrowingCallable load = () -> TeacherModel.load(settings);

        // Then
        assertThatThrownBy(load).isInstanceOf(IOException.class).hasMessageContaining("is no model folder");
    }

    private static void answerOften(Teacher teacher, int times) {
        for (int i = 0; i < times; i++) {
            teacher.answer(List.of(images(1 + i % (2 * MAX_BATCH), i)));
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Native arrays of a manager and of all managers under it; DJL itself counts its own only. */
    private static int arrays(Object resource) throws ReflectiveOperationException {
        if (!(resource instanceof BaseNDManager)) {
            return resource instanceof NDArray ? 1 : 0;
        }
        Field resources = BaseNDManager.class.getDeclaredField("resources");
        resources.setAccessible(true);
        int arrays = 0;
        for (Object held : ((Map<?, ?>) resources.get(resource)).values()) {
            arrays += arrays(held);
        }
        return arrays;
    }

    private TeacherAnswer answer(List<List<EncodedTensor>> records, Encoding encoding) throws IOException {
        try (TeacherModel model = TeacherModel.load(settings(encoding));
                Teacher teacher = model.newTeacher()) {
            return teacher.answer(records);
        }
    }

    private ModelSettings settings(Encoding encoding) {
        return new ModelSettings(folder, List.of(MAP), encoding, MAX_BATCH);
    }

    private Map<String, float[]> forward(List<List<EncodedTensor>> records) throws IOException {
        try (NDManager manager = NDManager.newBaseManager();
                LoadedModel model = ModelFolder.load(folder, manager)) {
            RowBuffer rows = new RowBuffer();
            records.forEach(
                    record -> rows.append(record.get(0), 0, (int) record.get(0).samples()));
            Map<String, float[]> outputs = new LinkedHashMap<>();
            Map<String, NDArray> arrays = model.network().forward(Map.of(Cnn.IMAGE, rows.toArray(manager)));
            for (String name : List.of(Signature.LOGITS, MAP)) {
                outputs.put(name, arrays.get(name).toFloatArray());
            }
            return outputs;
        }
    }

    private static List<EncodedTensor> images(int count, long first) {
        return List.of(EncodedTensor.of(TinyModel.samples(count, first).getTensors(0)));
    }

    private static float[] floats(Tensor tensor) {
        RowBuffer rows = new RowBuffer();
        EncodedTensor encoded = EncodedTensor.of(tensor);
        rows.append(encoded, 0, (int) encoded.samples());
        try (NDManager manager = NDManager.newBaseManager()) {
            return rows.toArray(manager).toFloatArray();
        }
    }

    private static Offset<Float> within(double bound) {
        return Offset.offset((float) bound);
    }
}
