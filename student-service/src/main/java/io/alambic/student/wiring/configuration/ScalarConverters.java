package io.alambic.student.wiring.configuration;

import io.alambic.core.evaluate.HoldoutWindow;
import io.alambic.core.evaluate.PromotionRule;
import io.alambic.core.settings.Values;
import io.alambic.core.task.Tasks;
import io.alambic.kafka.RecordLimits;
import io.alambic.student.batch.HoldoutSplit;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converters from the text of a setting to a number, a duration, a name or a path. One that refuses a text says what is
 * allowed and what came; the configuration adds the key.
 */
public final class ScalarConverters {

    private static final Logger LOG = LoggerFactory.getLogger(ScalarConverters.class);
    private static final int MOST_PORTS = 65_535;
    private static final int KIBIBYTE = 1 << 10;

    private ScalarConverters() {}

    /** A whole number of at least 1. */
    public static final class Count implements Converter<Integer> {

        @Override
        public Integer convert(String text) {
            return (int) atLeast(1, Values.parseInteger(text), text);
        }
    }

    /** A number of bytes, at least 1 KiB. */
    public static final class KibiByteOrMore implements Converter<Integer> {

        @Override
        public Integer convert(String text) {
            return (int) atLeast(KIBIBYTE, Values.parseInteger(text), text);
        }
    }

    /** A whole number of 64 bits, at least 1. */
    public static final class LongCount implements Converter<Long> {

        @Override
        public Long convert(String text) {
            return atLeast(1, Values.parseLong(text), text);
        }
    }

    /** A whole number of 64 bits, at least 0. */
    public static final class LongCountOrNone implements Converter<Long> {

        @Override
        public Long convert(String text) {
            return atLeast(0, Values.parseLong(text), text);
        }
    }

    /** A seed: any whole number of 64 bits. */
    public static final class Seed implements Converter<Long> {

        @Override
        public Long convert(String text) {
            return Values.parseLong(text);
        }
    }

    /** A TCP port; 0 for any free one. */
    public static final class Port implements Converter<Integer> {

        @Override
        public Integer convert(String text) {
            int port = Values.parseInteger(text);
            require(port >= 0 && port <= MOST_PORTS, "a port from 0 to 65535", text);
            return port;
        }
    }

    /**
     * The port of the gRPC server. For a Service named alambic-student-grpc, Kubernetes sets the environment variable of this
     * setting to the address of that Service. That is no port, and the default holds.
     */
    public static final class GrpcPort implements Converter<Integer> {

        /** The port unless another is set. */
        public static final String DEFAULT = "9000";

        @Override
        public Integer convert(String text) {
            if (text.startsWith("tcp://")) {
                LOG.warn(
                        "port={} The gRPC port is set to '{}', the address of a Kubernetes Service, and the default holds;"
                                + " enableServiceLinks: false keeps such variables out of a pod",
                        DEFAULT,
                        text);
                return new Port().convert(DEFAULT);
            }
            return new Port().convert(text);
        }
    }

    /** A number from 0 to 1. */
    public static final class Share implements Converter<Double> {

        @Override
        public Double convert(String text) {
            double share = Values.parseNumber(text);
            require(share >= 0 && share <= 1, "a number from 0 to 1", text);
            return share;
        }
    }

    /** A share of which something is left: greater than 0, and at most 1. */
    public static final class PositiveShare implements Converter<Double> {

        @Override
        public Double convert(String text) {
            double share = Values.parseNumber(text);
            require(share > 0 && share <= 1, "a number greater than 0 and at most 1", text);
            return share;
        }
    }

    /** A finite number greater than 0. */
    public static final class Rate implements Converter<Double> {

        @Override
        public Double convert(String text) {
            double rate = Values.parseNumber(text);
            require(rate > 0 && Double.isFinite(rate), "a finite number greater than 0", text);
            return rate;
        }
    }

    /** A finite number of at least 0. */
    public static final class AtLeastZero implements Converter<Float> {

        @Override
        public Float convert(String text) {
            float number = Values.parseFloat(text);
            require(number >= 0 && Float.isFinite(number), "a finite number of at least 0", text);
            return number;
        }
    }

    /** True or false. */
    public static final class Flag implements Converter<Boolean> {

        @Override
        public Boolean convert(String text) {
            return Values.parseFlag(text);
        }
    }

    /** A duration greater than 0. */
    public static final class Interval implements Converter<Duration> {

        @Override
        public Duration convert(String text) {
            Duration interval = Values.parseDuration(text);
            require(!interval.isNegative() && !interval.isZero(), "a duration greater than 0", text);
            return interval;
        }
    }

    /** A duration of at least 0. */
    public static final class Pause implements Converter<Duration> {

        @Override
        public Duration convert(String text) {
            Duration pause = Values.parseDuration(text);
            require(!pause.isNegative(), "a duration of at least 0", text);
            return pause;
        }
    }

    /** A name of a student or a topic. */
    public static final class Name implements Converter<String> {

        @Override
        public String convert(String text) {
            return Values.parseName(text);
        }
    }

    /** A file or folder; a blank text is none. */
    public static final class FilePath implements Converter<Path> {

        @Override
        public Path convert(String text) {
            return text.isBlank() ? null : Path.of(text);
        }
    }

    /** Limits that follow from the largest record. */
    public static final class RecordSize implements Converter<RecordLimits> {

        @Override
        public RecordLimits convert(String text) {
            return new RecordLimits(Values.parseInteger(text));
        }
    }

    /** The share of the samples that is held out. */
    public static final class Holdout implements Converter<HoldoutSplit> {

        @Override
        public HoldoutSplit convert(String text) {
            return new HoldoutSplit(Values.parseNumber(text));
        }
    }

    /** The samples of a holdout window. */
    public static final class Window implements Converter<Integer> {

        @Override
        public Integer convert(String text) {
            int samples = Values.parseInteger(text);
            new HoldoutWindow(samples, Tasks.CLASSIFICATION);
            return samples;
        }
    }

    /** The rule that decides which candidates may serve. */
    public static final class Tolerance implements Converter<PromotionRule> {

        @Override
        public PromotionRule convert(String text) {
            return new PromotionRule(Values.parseNumber(text));
        }
    }

    private static long atLeast(long least, long number, String text) {
        require(number >= least, "at least " + least, text);
        return number;
    }

    private static void require(boolean allowed, String expected, String text) {
        if (!allowed) {
            throw new IllegalArgumentException("expected %s, but got '%s'".formatted(expected, text));
        }
    }
}
