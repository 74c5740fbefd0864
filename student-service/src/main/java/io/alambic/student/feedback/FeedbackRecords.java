package io.alambic.student.feedback;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Creates sample records for feedback. The id of a sample is {@code feedback/ORIGIN/NUMBER}, which is unique and does
 * not identify the client; the header {@value #HEADER} of a record has the student's name.
 *
 * @param student name of the student
 * @param origin unique to this process
 * @param topic topic of the records
 * @param inputs inputs of the student that are sent
 */
record FeedbackRecords(String student, String origin, String topic, List<TensorSpec> inputs) {

    static final String HEADER = "alambic.feedback";
    private static final int MILLIS = 1000;
    private static final int NANOS_PER_MILLI = 1_000_000;

    /** Creates one record of samples with the oldest of their event times. */
    ProducerRecord<byte[], byte[]> of(List<FedBackSample> samples) {
        SampleBatch.Builder batch = SampleBatch.newBuilder();
        for (int i = 0; i < inputs.size(); i++) {
            batch.addTensors(tensor(inputs.get(i), i, samples));
        }
        samples.forEach(sample -> batch.addSampleIds("feedback/%s/%d".formatted(origin, sample.number())));
        long oldest =
                samples.stream().mapToLong(FedBackSample::answeredMs).min().orElseThrow();
        batch.setEventTime(Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(oldest, MILLIS))
                .setNanos(Math.floorMod(oldest, MILLIS) * NANOS_PER_MILLI));
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, batch.build().toByteArray());
        record.headers().add(HEADER, student.getBytes(StandardCharsets.UTF_8));
        return record;
    }

    private static Tensor tensor(TensorSpec spec, int place, List<FedBackSample> samples) {
        Tensor.Builder tensor =
                Tensor.newBuilder().setName(spec.name()).setDataType(spec.type().wire());
        for (long dimension : spec.batchShape(samples.size()).getShape()) {
            tensor.addShape(dimension);
        }
        return tensor.setData(ByteString.copyFrom(samples.stream()
                        .map(sample -> sample.inputs().get(place))
                        .toList()))
                .build();
    }
}
