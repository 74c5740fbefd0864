package io.alambic.student.feedback;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * One sample that waits to be sent back.
 *
 * @param doubt uncertainty of the student
 * @param number sequence number of its arrival
 * @param answeredMs when it was answered, in milliseconds since the epoch
 * @param inputs its bytes, one entry for each sent tensor
 */
record FedBackSample(double doubt, long number, long answeredMs, List<ByteString> inputs)
        implements Comparable<FedBackSample> {

    long bytes() {
        return inputs.stream().mapToLong(ByteString::size).sum();
    }

    /** Orders the most uncertain sample first, then the oldest. */
    @Override
    public int compareTo(FedBackSample other) {
        int byDoubt = Double.compare(other.doubt, doubt);
        return byDoubt != 0 ? byDoubt : Long.compare(number, other.number);
    }
}
