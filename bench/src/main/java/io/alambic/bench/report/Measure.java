package io.alambic.bench.report;

import java.util.Optional;

/** Kind and unit of a figure. */
public enum Measure {
    /** Microseconds of one call. */
    MICROS("microseconds", "us per call"),
    /** Time of a call as ratio to the first row's in the same round. */
    RATIO("ratio", "ratio"),
    /** Seconds. */
    SECONDS("seconds", "s"),
    /** Samples per second. */
    SAMPLES_PER_SECOND("samplesPerSecond", "samples/s"),
    /** Samples per second as ratio to the first row's in the same round. */
    SAMPLES_PER_SECOND_RATIO("samplesPerSecondRatio", "ratio"),
    /** Samples of a pass, mean over the passes. */
    SAMPLES_PER_PASS("samplesPerPass", "samples/pass"),
    /** Samples per second as ratio to those of a bare pass of as many samples in the same round. */
    RATIO_TO_BARE("ratioToBare", "to bare"),
    /** Processor time of the clients' thread in the time that it took, 0..1. */
    CLIENT_CPU("clientCpu", "client CPU"),
    /** Share of a process's processor time, 0..1. */
    CPU_SHARE("cpuShare", "of the CPU time"),
    /** Share of the time, 0..1. */
    TIME_SHARE("timeShare", "of the time"),
    /** Share of padding in what is computed, 0..1. */
    PADDING_SHARE("paddingShare", "padding"),
    /** Samples that were trained on in a second, beside what is measured. */
    TRAINED_PER_SECOND("trainedPerSecond", "trained/s"),
    /** Median latency in microseconds. */
    P50_MICROS("p50Microseconds", "p50 us"),
    /** Latency in microseconds that 99 of 100 calls do not exceed. */
    P99_MICROS("p99Microseconds", "p99 us"),
    /** Median latency as ratio to the first row's in the same round. */
    P50_RATIO("p50Ratio", "p50 ratio"),
    /** 99th percentile of the latency as ratio to the first row's in the same round. */
    P99_RATIO("p99Ratio", "p99 ratio"),
    /** Memory in units of 2^20 bytes. */
    MEBIBYTES("mebibytes", "MiB"),
    /** Memory as ratio to the first row's. */
    MEBIBYTES_RATIO("mebibytesRatio", "ratio"),
    /** Bytes of a serialized tensor divided by its samples. */
    BYTES_PER_SAMPLE("bytesPerSample", "bytes/sample"),
    /** Bytes that are allocated on the heap for a sample. */
    BYTES_ALLOCATED("bytesAllocated", "allocated/sample"),
    /** Bytes of a sample as ratio to the first row's. */
    BYTES_RATIO("bytesRatio", "ratio");

    private final String key;
    private final String heading;

    Measure(String key, String heading) {
        this.key = key;
        this.heading = heading;
    }

    /** Returns the name in JSON. */
    public String key() {
        return key;
    }

    /** Returns the measure of this one's ratio, if there is one. */
    Optional<Measure> ratio() {
        return Optional.ofNullable(
                switch (this) {
                    case MICROS -> RATIO;
                    case SAMPLES_PER_SECOND -> SAMPLES_PER_SECOND_RATIO;
                    case P50_MICROS -> P50_RATIO;
                    case P99_MICROS -> P99_RATIO;
                    case MEBIBYTES -> MEBIBYTES_RATIO;
                    case BYTES_PER_SAMPLE -> BYTES_RATIO;
                    default -> null;
                });
    }

    /** Returns the heading of the table's column. */
    public String heading() {
        return heading;
    }
}
