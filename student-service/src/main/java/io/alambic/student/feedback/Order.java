package io.alambic.student.feedback;

/** Which samples are sent first. */
public enum Order {
    /** As they came. */
    ARRIVAL {
        @Override
        double doubt(double[] probabilities) {
            return 0;
        }
    },
    /** Those whose probabilities have the largest entropy, {@code −Σ p ln p} in nats. */
    ENTROPY {
        @Override
        double doubt(double[] probabilities) {
            double entropy = 0;
            for (double p : probabilities) {
                entropy -= p > 0 ? p * Math.log(p) : 0;
            }
            return entropy;
        }
    },
    /** Those whose two most likely classes are closest: 1 minus the difference of their probabilities. */
    MARGIN {
        @Override
        double doubt(double[] probabilities) {
            if (probabilities.length == 0) {
                return 0;
            }
            double first = 0;
            double second = 0;
            for (double p : probabilities) {
                second = Math.max(second, Math.min(p, first));
                first = Math.max(first, p);
            }
            return 1 - (first - second);
        }
    };

    /** How unsure the student is about a sample, from 0 up; of no probabilities, the least there is. */
    abstract double doubt(double[] probabilities);
}
