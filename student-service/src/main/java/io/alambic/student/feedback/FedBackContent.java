package io.alambic.student.feedback;

import com.google.protobuf.ByteString;
import io.alambic.mapping.SourceRecord;
import java.util.List;

/** The content of what is sent back. */
sealed interface FedBackContent {

    /** Returns the number of samples that it costs the teacher. */
    int samples();

    /** Returns the memory that it takes. */
    long bytes();

    /**
     * One sample.
     *
     * @param inputs its bytes, one entry for each sent tensor
     */
    record Row(List<ByteString> inputs) implements FedBackContent {

        @Override
        public int samples() {
            return 1;
        }

        @Override
        public long bytes() {
            return inputs.stream().mapToLong(ByteString::size).sum();
        }
    }

    /**
     * A record as it came.
     *
     * @param samples how many it became
     */
    record Whole(SourceRecord record, int samples) implements FedBackContent {

        @Override
        public long bytes() {
            return record.value().length + (record.key() == null ? 0L : record.key().length);
        }
    }
}
