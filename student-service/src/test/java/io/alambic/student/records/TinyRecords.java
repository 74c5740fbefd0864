package io.alambic.student.records;

import com.google.protobuf.ByteString;
import io.alambic.core.tensor.TensorType;
import io.alambic.inference.InferTensorContents;
import io.alambic.inference.ModelInferRequest;
import io.alambic.inference.ModelInferRequest.InferInputTensor;
import io.alambic.mapping.MappingSettings;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.TensorMapping;
import io.alambic.student.TinyTask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Records of the tiny task, and a mapping that makes its images of them. */
public final class TinyRecords {

    /** What the mapping adds to each number, as a standardization. */
    private static final float MEAN = 0.25f;

    private TinyRecords() {}

    /** Returns the mapping of a topic with labels, for a teacher that reads a tensor of its own. */
    public static RecordMapping mapping() {
        return mapping(Optional.empty(), List.of("kind != test"));
    }

    /** Returns the same of other records. */
    static RecordMapping mapping(Optional<String> samples, List<String> filters) {
        return RecordMapping.of(
                new MappingSettings(
                        "json",
                        samples,
                        filters,
                        Optional.of("@key"),
                        Optional.of("at"),
                        Optional.of(new TensorMapping(
                                "label",
                                TensorType.INT32,
                                Optional.empty(),
                                List.of("state | vocabulary(a, b, c, d)"))),
                        List.of(
                                new TensorMapping(
                                        "image",
                                        TensorType.FP32,
                                        Optional.of("1x8x8"),
                                        List.of("pixels | standardize(%s, 0.5)".formatted(MEAN))),
                                new TensorMapping(
                                        "text", TensorType.UINT8, Optional.of("A"), List.of("remark | utf8")))),
                1 << 20);
    }

    /** Returns the event of an image, as an application knows it: without what only the teacher's topic has. */
    public static String event(float... pixels) {
        return "{\"kind\": \"order\", \"pixels\": %s}".formatted(Arrays.toString(pixels));
    }

    /** Returns what the mapping makes of the pixels. */
    public static float[] mapped(float... pixels) {
        float[] mapped = new float[pixels.length];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = (float) ((pixels[i] - (double) MEAN) / 0.5);
        }
        return mapped;
    }

    /** Returns a request with records as typed contents. */
    public static ModelInferRequest typed(String... records) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        for (String record : records) {
            contents.addBytesContents(ByteString.copyFromUtf8(record));
        }
        return ModelInferRequest.newBuilder()
                .setModelName("student")
                .addInputs(input(records.length).setContents(contents))
                .build();
    }

    /** Returns a request with records as raw bytes. */
    public static ModelInferRequest raw(String... records) {
        ByteString raw = ByteString.EMPTY;
        for (String record : records) {
            ByteString bytes = ByteString.copyFromUtf8(record);
            ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            raw = raw.concat(ByteString.copyFrom(length.putInt(bytes.size()).flip()))
                    .concat(bytes);
        }
        return ModelInferRequest.newBuilder()
                .setModelName("student")
                .addInputs(input(records.length))
                .addRawInputContents(raw)
                .build();
    }

    static InferInputTensor.Builder input(long records) {
        return InferInputTensor.newBuilder()
                .setName("record")
                .setDatatype("BYTES")
                .addShape(records);
    }

    /** Returns an image of one class. */
    public static float[] image(int label) {
        return TinyTask.image(label);
    }

    static Set<String> inputs() {
        return Set.of("image");
    }
}
