package io.alambic.student.feedback;

import io.alambic.student.protocol.AnsweredRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What of an answered request goes back to the teacher, and as which records. Immutable. */
interface FeedbackForm {

    /** Header of a record that was sent back; its value is the student's name. */
    String HEADER = "alambic.feedback";

    /**
     * A part of a request.
     *
     * @param firstRow of the answer that is about it; as many follow as it has samples
     * @param content what is sent
     */
    record Part(int firstRow, FedBackContent content) {}

    /**
     * A record to be sent.
     *
     * @param samples how many it holds
     */
    record Outgoing(ProducerRecord<byte[], byte[]> record, int samples) {}

    /** Returns the parts of a request, which do not keep it in memory; none if nothing of it can be taught. */
    List<Part> parts(AnsweredRequest request);

    /** Returns the records of what is sent next. */
    List<Outgoing> records(List<FedBackItem> items);

    /** Returns a record as it is marked. */
    static Outgoing marked(ProducerRecord<byte[], byte[]> record, String student, int samples) {
        record.headers().add(HEADER, student.getBytes(StandardCharsets.UTF_8));
        return new Outgoing(record, samples);
    }
}
