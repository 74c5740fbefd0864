package io.alambic.student.feedback;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.student.protocol.AnsweredRequest;
import io.alambic.v1.SampleBatch;
import io.alambic.v1.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends the tensors of samples back, many in a record. The id of a sample is {@code feedback/ORIGIN/NUMBER}, which is unique and
 * does not identify the client.
 *
 * @param student name of the student
 * @param origin unique to this process
 * @param topic topic of the records
 * @param inputs inputs of the student that are sent
 */
record TensorFeedback(String student, String origin, String topic, List<TensorSpec> inputs) implements FeedbackForm {

    private static final int MILLIS = 1000;
    private static final int NANOS_PER_MILLI = 1_000_000;

    @Override
    public List<Part> parts(AnsweredRequest request) {
        List<ByteString> sent = request.inputs().stream()
                .filter(input -> inputs.contains(input.spec()))
                .map(AnsweredRequest.Input::bytes)
                .toList();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < request.samples(); i++) {
            int row = i;
            parts.add(new Part(
                    row,
                    new FedBackContent.Row(sent.stream()
                            .map(all -> row(all, row, request.samples()))
                            .toList())));
        }
        return parts;
    }

    /** Copies the bytes, so that one sample does not keep its request in memory. */
    private static ByteString row(ByteString all, int row, int rows) {
        int bytes = all.size() / rows;
        return ByteString.copyFrom(all.substring(row * bytes, (row + 1) * bytes).toByteArray());
    }

    /** Returns one record of samples with the oldest of their event times. */
    @Override
    public List<Outgoing> records(List<FedBackItem> items) {
        SampleBatch.Builder batch = SampleBatch.newBuilder();
        for (int i = 0; i < inputs.size(); i++) {
            batch.addTensors(tensor(inputs.get(i), i, items));
        }
        items.forEach(item -> batch.addSampleIds("feedback/%s/%d".formatted(origin, item.number())));
        long oldest = items.stream().mapToLong(FedBackItem::answeredMs).min().orElseThrow();
        batch.setEventTime(Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(oldest, MILLIS))
                .setNanos(Math.floorMod(oldest, MILLIS) * NANOS_PER_MILLI));
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, batch.build().toByteArray());
        return List.of(FeedbackForm.marked(record, student, items.size()));
    }

    private static Tensor tensor(TensorSpec spec, int place, List<FedBackItem> items) {
        Tensor.Builder tensor =
                Tensor.newBuilder().setName(spec.name()).setDataType(spec.type().wire());
        for (long dimension : spec.batchShape(items.size()).getShape()) {
            tensor.addShape(dimension);
        }
        return tensor.setData(ByteString.copyFrom(items.stream()
                        .map(item ->
                                ((FedBackContent.Row) item.content()).inputs().get(place))
                        .toList()))
                .build();
    }
}
