package io.alambic.bench.distill;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.protobuf.ByteString;
import io.alambic.core.data.LabelledData;
import io.alambic.core.model.Signature;
import io.alambic.core.model.TrainableNetwork;
import io.alambic.core.tensor.EncodedRows;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Encoding;
import io.alambic.core.tensor.RowBuffer;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Quantization;
import io.alambic.v1.Tensor;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;

/**
 * Computes the bytes of a sample on the knowledge topic: records as the teacher writes them, in Kafka's own batches.
 *
 * @param maps the teacher's feature maps that travel
 */
record KnowledgeSize(LabelledData data, TrainableNetwork teacher, Collection<String> maps) {

    private static final int PER_RECORD = 128;
    private static final int RECORDS = 16;

    /**
     * Returns the mean over some records of 128 samples, each in a batch of its own.
     *
     * @param encoding of the maps
     * @param compression of the topic
     */
    double bytesPerSample(Encoding encoding, Compression compression, NDManager parent) {
        int samples = Math.min(data.size(), RECORDS * PER_RECORD);
        long bytes = 0;
        for (int from = 0; from < samples; from += PER_RECORD) {
            int count = Math.min(PER_RECORD, samples - from);
            byte[] value = record(from, count, encoding, parent).toByteArray();
            bytes += MemoryRecords.withRecords(compression, new SimpleRecord(value))
                    .sizeInBytes();
        }
        return (double) bytes / samples;
    }

    private Knowledge record(int from, int count, Encoding encoding, NDManager parent) {
        RowBuffer rows = new RowBuffer();
        rows.append(data.input(), from, count);
        Knowledge.Builder knowledge = Knowledge.newBuilder().addInputs(input(from, count));
        for (int i = from; i < from + count; i++) {
            knowledge.addLabels(data.labels()[i]);
        }
        try (NDManager scope = parent.newSubManager()) {
            Map<String, NDArray> answer = teacher.forward(Map.of(data.input().name(), rows.toArray(scope)));
            knowledge.setLogits(Logits.newBuilder()
                    .setFull(EncodedRows.encode(answer.get(Signature.LOGITS), Encoding.FP32)
                            .rows(Signature.LOGITS, 0, count)));
            for (String map : maps) {
                knowledge.addFeatureMaps(EncodedRows.encode(answer.get(map), encoding, teacher.channelsLast())
                        .rows(map, 0, count));
            }
        }
        return knowledge.build();
    }

    /** Returns the images as a producer sends them. */
    private Tensor input(int from, int count) {
        EncodedTensor all = data.input();
        int rowBytes = Math.toIntExact(all.rowBytes());
        Tensor.Builder tensor = Tensor.newBuilder()
                .setName(all.name())
                .setDataType(all.type().wire())
                .addShape(count)
                .setData(ByteString.copyFrom(all.data().duplicate().position(from * rowBytes), count * rowBytes))
                .setQuantization(Quantization.newBuilder()
                        .setScale(all.quantization().scale())
                        .setZeroPoint(all.quantization().zeroPoint()));
        for (long dimension : all.sampleShape().getShape()) {
            tensor.addShape(dimension);
        }
        return tensor.build();
    }
}
