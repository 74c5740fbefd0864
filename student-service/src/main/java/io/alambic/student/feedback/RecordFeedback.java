package io.alambic.student.feedback;

import io.alambic.mapping.SourceRecord;
import io.alambic.student.protocol.AnsweredRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Sends records back as they came, for a teacher that maps them: value, key, time, and the headers that the mapping reads. Their
 * samples have the identity that the mapping gives them. A record that says it was sent back already is not sent again.
 *
 * @param student name of the student
 * @param topic topic of the records
 * @param headers names of the headers that go with them
 */
record RecordFeedback(String student, String topic, Set<String> headers) implements FeedbackForm {

    @Override
    public List<Part> parts(AnsweredRequest request) {
        List<SourceRecord> records = request.records();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            if (records.get(i).headers().apply(HEADER) == null) {
                int samples = records.size() == 1 ? request.samples() : 1;
                parts.add(new Part(i, new FedBackContent.Whole(records.get(i), samples)));
            }
        }
        return parts;
    }

    @Override
    public List<Outgoing> records(List<FedBackItem> items) {
        return items.stream()
                .map(item -> (FedBackContent.Whole) item.content())
                .map(this::record)
                .toList();
    }

    private Outgoing record(FedBackContent.Whole whole) {
        SourceRecord source = whole.record();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, null, source.timestampMs(), source.key(), source.value());
        for (String name : headers) {
            byte[] value = source.headers().apply(name);
            if (value != null) {
                record.headers().add(name, value);
            }
        }
        return FeedbackForm.marked(record, student, whole.samples());
    }
}
