package io.alambic.tools.report;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Figures of one model, stated and measured.
 *
 * @param model the model, as the command line names it
 * @param parameters values that training may change; empty if not known
 * @param bytes of the weights as they are stored; empty if not known
 * @param multiplyAdds for one sample; empty if not known
 * @param p50Millis of a call with one sample
 * @param p99Millis of a call with one sample
 * @param perSecond32 samples in a second, in batches of 32
 * @param perSecond128 samples in a second, in batches of 128
 * @param accuracy 0..1 on the test images; empty if none were given
 */
record ModelFigures(
        String model,
        OptionalLong parameters,
        OptionalLong bytes,
        OptionalLong multiplyAdds,
        double p50Millis,
        double p99Millis,
        double perSecond32,
        double perSecond128,
        OptionalDouble accuracy) {}
