package io.alambic.bench.comparison;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.bench.measure.Alternative;
import io.alambic.bench.report.Report;
import io.alambic.bench.report.Section;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Quantization;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.zoo.Cnn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * From the bytes of a record to a native FP32 array: core's reused direct buffer, against a fresh
 * {@code float[]} given to the engine each time. The floor is one copy of the same bytes between two
 * buffers that exist already.
 */
public final class TensorIngest implements Comparison {

    private static final List<Integer> BATCHES = List.of(64, 128);

    @Override
    public String name() {
        return "tensor-ingest";
    }

    @Override
    public String summary() {
        return "Bytes of a record to a native tensor: reused direct buffer, fresh float[], and a plain copy as floor.";
    }

    @Override
    public Report run(Setup setup) {
        List<Section> sections = new ArrayList<>();
        TensorSpec image = Quickstart.STUDENT.signature().input(Cnn.IMAGE);
        TensorSpec map = Quickstart.TEACHER.signature().output("block2");
        for (int batch : BATCHES) {
            sections.add(section(setup, Wire.randomImages(image, batch, setup.seed())));
            sections.add(section(setup, randomMap(map, batch, setup.seed())));
        }
        return new Report(name(), sections);
    }

    private static EncodedTensor randomMap(TensorSpec map, int samples, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer data = ByteBuffer.allocate(Math.toIntExact(samples * map.bytesPerSample()))
                .order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            data.putFloat((float) random.nextDouble());
        }
        return new EncodedTensor(map.name(), TensorType.FP32, map.batchShape(samples), data.flip(), null);
    }

    private Section section(Setup setup, EncodedTensor tensor) {
        String title = "%s: %d samples of %s%s %s, %,d bytes"
                .formatted(
                        name(),
                        tensor.samples(),
                        tensor.quantization() == null ? "" : "quantized ",
                        tensor.type(),
                        tensor.sampleShape(),
                        tensor.data().remaining());
        setup.progress().accept(title);
        ByteBuffer record = Wire.write(tensor);
        NDManager manager = setup.manager();
        RowBuffer rows = new RowBuffer();
        ByteBuffer target = ByteBuffer.allocateDirect(tensor.data().remaining());
        return Section.ofTimes(
                title,
                setup.stopwatch()
                        .compare(List.of(
                                new Alternative("reused buffer", () -> reused(record, rows, manager)),
                                new Alternative("fresh float[]", () -> fresh(record, manager)),
                                new Alternative("plain copy (floor)", () -> target.clear()
                                        .put(tensor.data().duplicate())))));
    }

    private static void reused(ByteBuffer record, RowBuffer rows, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            EncodedTensor tensor = Wire.read(record);
            rows.clear();
            rows.append(tensor, 0, Math.toIntExact(tensor.samples()));
            requireShape(rows.toArray(scope), tensor.shape());
        }
    }

    private static void fresh(ByteBuffer record, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            EncodedTensor tensor = Wire.read(record);
            requireShape(scope.create(floats(tensor), tensor.shape()), tensor.shape());
        }
    }

    /** The values of an FP32 or a quantized UINT8 tensor. */
    static float[] floats(EncodedTensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.shape().size())];
        ByteBuffer data = tensor.data().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        Quantization quantization = tensor.quantization();
        if (quantization == null) {
            data.asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = quantization.scale() * (Byte.toUnsignedInt(data.get(i)) - quantization.zeroPoint());
        }
        return values;
    }

    private static void requireShape(NDArray array, Shape shape) {
        if (!array.getShape().equals(shape)) {
            throw new IllegalStateException("expected shape %s, but it is %s".formatted(shape, array.getShape()));
        }
    }
}
