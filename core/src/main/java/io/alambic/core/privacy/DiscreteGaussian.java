package io.alambic.core.privacy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.random.RandomGenerator;

/**
 * Draws whole numbers x with probability ∝ exp(−x² / (2σ²)): algorithms 1 to 3 of Canonne, Kamath, Steinke 2020 (arXiv:2004.00010).
 *
 * <p>All arithmetic is of whole numbers, and exact. Noise made of floating point numbers has gaps and uneven steps, from which the number
 * under it can be told (Mironov 2012; Jin et al. 2022, arXiv:2112.05307); here are none. The time of a draw depends on the number drawn:
 * whoever measures it to microseconds learns about the noise (Jin et al. 2022), which is not prevented. As safe as its generator; thread
 * safe if that is.
 */
public final class DiscreteGaussian {

    private static final BigInteger TWO = BigInteger.TWO;

    private final RandomGenerator random;
    private final BigInteger numerator;
    private final BigInteger denominator;
    private final long scale;

    /**
     * Noise of a standard deviation of about σ, never more.
     *
     * @param sigma σ, greater than 0; the decimal number that it prints as
     * @param random cryptographically secure, unless in a test
     */
    public DiscreteGaussian(double sigma, RandomGenerator random) {
        if (!(sigma > 0) || Double.isInfinite(sigma)) {
            throw new IllegalArgumentException("expected a standard deviation greater than 0, but got " + sigma);
        }
        this.random = random;
        BigDecimal variance = BigDecimal.valueOf(sigma).pow(2).stripTrailingZeros();
        this.denominator = BigInteger.TEN.pow(Math.max(0, variance.scale()));
        this.numerator = variance.multiply(new BigDecimal(denominator)).toBigIntegerExact();
        this.scale = 1 + (long) Math.floor(sigma);
    }

    /** Returns the next number. */
    public long next() {
        BigInteger t = BigInteger.valueOf(scale);
        BigInteger twice = TWO.multiply(numerator).multiply(denominator).multiply(t.pow(2));
        while (true) {
            long y = laplace();
            BigInteger distance = BigInteger.valueOf(Math.abs(y))
                    .multiply(denominator)
                    .multiply(t)
                    .subtract(numerator);
            if (exponential(distance.pow(2), twice)) {
                return y;
            }
        }
    }

    /** Draws whole numbers y with probability ∝ exp(−|y| / scale). */
    private long laplace() {
        while (true) {
            long below = uniform(BigInteger.valueOf(scale)).longValueExact();
            if (!exponential(BigInteger.valueOf(below), BigInteger.valueOf(scale))) {
                continue;
            }
            long whole = 0;
            while (exponential(BigInteger.ONE, BigInteger.ONE)) {
                whole++;
            }
            long magnitude = below + scale * whole;
            boolean negative = uniform(TWO).signum() == 0;
            if (!negative || magnitude > 0) {
                return negative ? -magnitude : magnitude;
            }
        }
    }

    /** Returns true with probability exp(−numerator / denominator). */
    private boolean exponential(BigInteger exponent, BigInteger of) {
        BigInteger left = exponent;
        while (left.compareTo(of) > 0) {
            if (!upToOne(of, of)) {
                return false;
            }
            left = left.subtract(of);
        }
        return upToOne(left, of);
    }

    /** The same for exponents of at most 1: counts how long draws with probability γ/1, γ/2, γ/3, ... go well. */
    private boolean upToOne(BigInteger exponent, BigInteger of) {
        long k = 1;
        while (uniform(of.multiply(BigInteger.valueOf(k))).compareTo(exponent) < 0) {
            k++;
        }
        return k % 2 == 1;
    }

    /** Returns a number from 0 to below the bound, each with the same probability. */
    private BigInteger uniform(BigInteger bound) {
        int bits = bound.subtract(BigInteger.ONE).bitLength();
        byte[] bytes = new byte[(bits + Byte.SIZE - 1) / Byte.SIZE];
        int excess = bytes.length * Byte.SIZE - bits;
        while (true) {
            random.nextBytes(bytes);
            BigInteger drawn = new BigInteger(1, bytes).shiftRight(excess);
            if (drawn.compareTo(bound) < 0) {
                return drawn;
            }
        }
    }
}
