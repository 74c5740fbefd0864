package io.alambic.teacher.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.model.InputSpec;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.models.LogitsFrom;
import io.alambic.models.ModelSource;
import io.alambic.models.remote.CallSettings;
import io.alambic.models.remote.RemoteServer;
import io.alambic.models.remote.SequenceServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A teacher on a server that takes inputs of any size. */
class OpenRemoteTeacherTest {

    private static final List<TensorSpec> INPUTS = InputSpec.parseAll("ids:INT64:T,mask:INT64:T");

    @ParameterizedTest
    @ValueSource(longs = {2, -1})
    void samplesOfDifferentSizesAreAskedInTheirBuckets(long stated) throws IOException {
        // Given
        Buckets buckets = Buckets.parse("T=2/4/8", "ids=9");
        try (SequenceServer server = new SequenceServer(-1L, stated);
                TeacherModel model = TeacherModel.load(settings(server.source(), INPUTS, Optional.of(buckets)));
                Teacher teacher = model.newTeacher()) {
            List<List<EncodedTensor>> records = IntStream.of(5, 1, 8, 2)
                    .mapToObj(size -> record(model, buckets, size))
                    .toList();
            server.shapes().clear();

            // When
            TeacherAnswer answer = teacher.answer(records);

            // Then
            assertThat(server.shapes()).containsExactly(List.of(2L, 8L), List.of(2L, 2L));
            assertThat(floats(answer, 4)).containsExactly(15, 5, 1, 1, 36, 8, 3, 2);
        }
    }

    @Test
    void anAnswerForEachPlaceHasTheSizeOfTheSampleToo() throws IOException {
        // Given
        Buckets buckets = Buckets.parse("T=2/4", "ids=9");
        try (SequenceServer server = new SequenceServer(-1L, 2L);
                TeacherModel model =
                        TeacherModel.load(settings(server.source(), INPUTS, Optional.of(buckets), "places"));
                Teacher teacher = model.newTeacher()) {
            // When
            TeacherAnswer answer = teacher.answer(List.of(record(model, buckets, 1), record(model, buckets, 3)));

            // Then
            assertThat(model.outputs().get(0).letters()).containsExactly("T");
            assertThat(floats(answer, 2)).containsExactly(1, 0, 0, 0, 1, 2, 3, 0);
        }
    }

    @Test
    void withoutLettersTheErrorSaysWhatToWrite() throws IOException {
        try (SequenceServer server = new SequenceServer(-1L, 2L)) {
            assertThatThrownBy(() -> TeacherModel.load(settings(server.source(), List.of(), Optional.empty())))
                    .hasMessage(
                            "the model takes inputs of any size, [ids:INT64:[-1, -1], mask:INT64:[-1, -1]]: name their open"
                                    + " dimensions with alambic.teacher.inputs=ids:INT64:T,mask:INT64:T and"
                                    + " alambic.teacher.sizes=T=16/32/64/128, with the letters and sizes of your samples");
        }
    }

    @Test
    void aLetterWhereTheServerTakesOneSizeIsRefused() throws IOException {
        try (RemoteServer server = new RemoteServer()) {
            ModelSettings settings = settings(
                    server.source(), InputSpec.parseAll("values:FP32:T"), Optional.of(Buckets.parse("T=1/2", "")));
            assertThatThrownBy(() -> TeacherModel.load(settings))
                    .hasMessage("inputs [values:FP32:T] are named, but the model takes [values:FP32:[-1, 2]]");
        }
    }

    private static ModelSettings settings(ModelSource source, List<TensorSpec> inputs, Optional<Buckets> buckets) {
        return settings(source, inputs, buckets, "scores");
    }

    private static ModelSettings settings(
            ModelSource source, List<TensorSpec> inputs, Optional<Buckets> buckets, String logits) {
        return new ModelSettings(
                source, inputs, buckets, logits, LogitsFrom.AUTO, List.of(), Encoding.FP32, 64, CallSettings.DEFAULT);
    }

    private static List<EncodedTensor> record(TeacherModel model, Buckets buckets, int size) {
        return buckets.pad(
                model.signature().named(),
                List.of(
                        longs("ids", LongStream.rangeClosed(1, size)),
                        longs("mask", LongStream.generate(() -> 1).limit(size))));
    }

    private static EncodedTensor longs(String name, LongStream values) {
        long[] all = values.toArray();
        ByteBuffer data = ByteBuffer.allocate(all.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        LongStream.of(all).forEach(data::putLong);
        return new EncodedTensor(name, TensorType.INT64, new Shape(1, all.length), data.flip(), null);
    }

    private static float[] floats(TeacherAnswer answer, int rows) {
        FloatBuffer data = answer.logits()
                .rows("logits", 0, rows)
                .getData()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        float[] values = new float[data.remaining()];
        data.get(values);
        return values;
    }
}
