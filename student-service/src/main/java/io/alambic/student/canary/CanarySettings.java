package io.alambic.student.canary;

import java.time.Duration;

/**
 * How a candidate is tried on requests before it is promoted. Trials are on if one of the shares is above 0.
 *
 * @param share share of the calls without a version that the candidate answers, 0..1
 * @param shadowShare share of the other calls that it computes without answering, 0..1
 * @param agreement least share of the compared samples to which it answers like the served weights, 0..1
 * @param samples number of compared samples that decide the trial, at least 1
 * @param window longest trial, greater than 0; then the samples compared so far decide
 */
public record CanarySettings(double share, double shadowShare, double agreement, int samples, Duration window) {

    /** Candidates are promoted without a trial. */
    public static final CanarySettings OFF = new CanarySettings(0, 0, 1, 1, Duration.ofSeconds(1));

    public CanarySettings {
        requireShare("canary share", share);
        requireShare("shadow share", shadowShare);
        requireShare("canary agreement", agreement);
        if (samples < 1) {
            throw new IllegalArgumentException("canary samples must be at least 1, but is " + samples);
        }
        if (window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("canary window must be greater than 0, but is " + window);
        }
    }

    /** Returns whether candidates are tried. */
    public boolean isOn() {
        return share > 0 || shadowShare > 0;
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("%s must be from 0 to 1, but is %s".formatted(name, value));
        }
    }
}
