package io.alambic.student.feedback;

/**
 * What waits to be sent back: one sample, or a record with all its samples.
 *
 * @param doubt uncertainty of the student
 * @param number sequence number of its arrival
 * @param answeredMs when it was answered, in milliseconds since the epoch
 * @param content what is sent
 */
record FedBackItem(double doubt, long number, long answeredMs, FedBackContent content)
        implements Comparable<FedBackItem> {

    int samples() {
        return content.samples();
    }

    long bytes() {
        return content.bytes();
    }

    /** Orders the most uncertain first, then the oldest. */
    @Override
    public int compareTo(FedBackItem other) {
        int byDoubt = Double.compare(other.doubt, doubt);
        return byDoubt != 0 ? byDoubt : Long.compare(number, other.number);
    }
}
