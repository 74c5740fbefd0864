package io.alambic.student.feedback;

/** Order in which samples are sent. */
public enum Order {
    /** In the order of arrival. */
    ARRIVAL {
        @Override
        double doubt(double[] probabilities) {
            return 0;
        }
    },
    /** Largest entropy of the probabilities first, {@code −Σ p ln p} in nats. */
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
    /** Smallest margin between the two most likely classes first: 1 minus the difference of their probabilities. */
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

    /** Returns the uncertainty about a sample, at least 0; the smallest value without probabilities. */
    abstract double doubt(double[] probabilities);
}
