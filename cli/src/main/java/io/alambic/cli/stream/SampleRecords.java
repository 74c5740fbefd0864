package io.alambic.cli.stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.alambic.cli.dataset.IdxImages;
import io.alambic.v1.DataType;
import io.alambic.v1.Quantization;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;

/** Images as sample records: bytes on the wire, which the model reads as 0..1. */
final class SampleRecords {

    private static final String INPUT = "image";
    private static final float PIXEL_SCALE = 1f / 255;

    private SampleRecords() {}

    /** {@code count} images from {@code from} on, with their labels. */
    static SampleBatch of(IdxImages images, int from, int count, long eventTimeMs) {
        SampleBatch.Builder batch = SampleBatch.newBuilder()
                .addTensors(Tensor.newBuilder()
                        .setName(INPUT)
                        .setDataType(DataType.DATA_TYPE_UINT8)
                        .addShape(count)
                        .addShape(images.channels())
                        .addShape(images.rows())
                        .addShape(images.columns())
                        .setData(ByteString.copyFrom(images.pixels(from, count)))
                        .setQuantization(Quantization.newBuilder().setScale(PIXEL_SCALE)))
                .setEventTime(Timestamp.newBuilder()
                        .setSeconds(Math.floorDiv(eventTimeMs, 1000L))
                        .setNanos((int) Math.floorMod(eventTimeMs, 1000L) * 1_000_000));
        for (int i = from; i < from + count; i++) {
            batch.addLabels(images.label(i));
        }
        return batch.build();
    }
}
