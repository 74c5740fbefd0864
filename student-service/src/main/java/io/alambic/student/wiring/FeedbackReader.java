package io.alambic.student.wiring;

import static io.alambic.core.settings.Values.about;
import static io.alambic.core.settings.Values.doubleNumber;
import static io.alambic.core.settings.Values.integer;
import static io.alambic.core.settings.Values.longInteger;

import io.alambic.core.model.Signature;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.Values;
import io.alambic.student.feedback.FeedbackSettings;
import io.alambic.student.feedback.Order;
import io.alambic.student.feedback.Pool;
import java.util.List;
import java.util.Set;

/** Reads the settings of the feedback. */
final class FeedbackReader {

    private static final String FEEDBACK = "alambic.student.feedback.";

    private final StudentConfig.Feedback config;
    private final String topic;

    /**
     * Creates a reader.
     *
     * @param topic topic of the samples
     */
    FeedbackReader(StudentConfig.Feedback config, String topic) {
        this.config = config;
        this.topic = topic;
    }

    /**
     * Reads the settings.
     *
     * @param signature signature of the student, whose inputs can be sent
     * @throws InvalidSettingException naming the key, what came and what was expected
     */
    FeedbackSettings read(Signature signature) {
        List<String> inputs = config.inputs()
                .filter(text -> !text.isBlank())
                .map(text -> Values.parts(text, ",").toList())
                .orElse(List.of());
        inputs.forEach(input -> about(FEEDBACK + "inputs", () -> signature.input(input)));
        Pool.Limits pool = about(
                FEEDBACK + "pool-samples",
                () -> new Pool.Limits(
                        integer(FEEDBACK + "pool-samples", config.poolSamples()),
                        longInteger(FEEDBACK + "pool-bytes", config.poolBytes())));
        Order order = Values.oneOf(FEEDBACK + "order", config.order(), Order.class);
        return about(
                "alambic.student.feedback",
                () -> new FeedbackSettings(
                        topic,
                        doubleNumber(FEEDBACK + "rate", config.rate()),
                        Set.copyOf(inputs),
                        order,
                        doubleNumber(FEEDBACK + "samples-per-second", config.samplesPerSecond()),
                        pool));
    }
}
