package io.alambic.chaos.cluster;

import com.google.protobuf.ByteString;
import io.alambic.core.zoo.Cnn;
import io.alambic.v1.DataType;
import io.alambic.v1.Quantization;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Records of {@code SampleBatch}, with 1 to 12 samples; some are malformed. */
final class BatchForm implements RecordForm {

    private static final int LARGEST_RECORD = 12;
    private static final int MALFORMED_EVERY = 97;
    private static final int PIXELS = 64;

    private long records;
    private long samples;

    @Override
    public ProducedRecord next(SplittableRandom random) {
        records++;
        if (records % MALFORMED_EVERY == 0) {
            byte[] garbage = new byte[1 + random.nextInt(LARGEST_RECORD)];
            garbage[0] = (byte) 0xff;
            return ProducedRecord.malformed(garbage);
        }
        int count = 1 + random.nextInt(LARGEST_RECORD);
        byte[] pixels = new byte[count * PIXELS];
        random.nextBytes(pixels);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(SampleId.of("sample", samples++, ByteBuffer.wrap(pixels, i * PIXELS, PIXELS)));
        }
        SampleBatch batch = SampleBatch.newBuilder()
                .addTensors(Tensor.newBuilder()
                        .setName(Cnn.IMAGE)
                        .setDataType(DataType.DATA_TYPE_UINT8)
                        .addAllShape(List.of((long) count, 1L, 8L, 8L))
                        .setData(ByteString.copyFrom(pixels))
                        .setQuantization(Quantization.newBuilder().setScale(1f / 255)))
                .addAllSampleIds(ids)
                .build();
        return new ProducedRecord(batch.toByteArray(), ids, 0, 0);
    }
}
