package io.alambic.cli.stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.alambic.cli.dataset.IdxImages;
import io.alambic.v1.DataType;
import io.alambic.v1.Quantization;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.util.List;

/** Images as sample records: bytes on the wire, which the model reads as 0..1. */
final class SampleRecords {

    private static final float PIXEL_SCALE = 1f / 255;

    private SampleRecords() {}

    /**
     * {@code count} samples from {@code from} on, with their labels.
     *
     * @param tensors views of the same images, each a tensor of its own; at least one
     */
    static SampleBatch of(List<IdxImages> tensors, int from, int count, long eventTimeMs) {
        SampleBatch.Builder batch = SampleBatch.newBuilder()
                .setEventTime(Timestamp.newBuilder()
                        .setSeconds(Math.floorDiv(eventTimeMs, 1000L))
                        .setNanos((int) Math.floorMod(eventTimeMs, 1000L) * 1_000_000));
        tensors.forEach(images -> batch.addTensors(tensor(images, from, count)));
        for (int i = from; i < from + count; i++) {
            batch.addLabels(tensors.get(0).label(i));
        }
        return batch.build();
    }

    private static Tensor tensor(IdxImages images, int from, int count) {
        return Tensor.newBuilder()
                .setName(images.tensor())
                .setDataType(DataType.DATA_TYPE_UINT8)
                .addShape(count)
                .addShape(images.channels())
                .addShape(images.rows())
                .addShape(images.columns())
                .setData(ByteString.copyFrom(images.pixels(from, count)))
                .setQuantization(Quantization.newBuilder().setScale(PIXEL_SCALE))
                .build();
    }
}
