package io.alambic.student.feedback;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * One sample that waits to go back.
 *
 * @param doubt how unsure the student was
 * @param number of its arrival
 * @param answeredMs when it was answered, in milliseconds since the epoch
 * @param inputs its bytes, one entry for each tensor that travels
 */
record FedBackSample(double doubt, long number, long answeredMs, List<ByteString> inputs)
        implements Comparable<FedBackSample> {

    long bytes() {
        return inputs.stream().mapToLong(ByteString::size).sum();
    }

    /** The one to be sent first is the least: the most in doubt, then the oldest. */
    @Override
    public int compareTo(FedBackSample other) {
        int byDoubt = Double.compare(other.doubt, doubt);
        return byDoubt != 0 ? byDoubt : Long.compare(number, other.number);
    }
}
