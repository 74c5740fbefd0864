package io.alambic.student.wiring.configuration;

import io.alambic.core.model.Signature;
import io.alambic.core.settings.SettingsCheck;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.wiring.MappingConfig;
import io.alambic.student.feedback.FeedbackSettings;
import io.alambic.student.feedback.Order;
import io.alambic.student.feedback.Pool;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes the settings of the feedback.
 *
 * @param check collects what is invalid
 */
record ConfiguredFeedback(StudentConfig config, TopicsConfig topics, MappingConfig mapping, SettingsCheck check) {

    /** Records that are batches of samples, and need no mapping. */
    private static final String BATCHES = "alambic";

    /**
     * Returns the settings.
     *
     * @param student what the student reads
     * @param records mapping of the records that requests bring
     */
    Supplier<FeedbackSettings> settings(Supplier<Signature> student, Supplier<Optional<RecordMapping>> records) {
        StudentConfig.Feedback feedback = config.feedback();
        Supplier<Double> rate = check.about("feedback.rate", () -> rate(feedback));
        Supplier<Set<String>> inputs = check.about("feedback.inputs", () -> inputs(feedback, student.get()));
        Supplier<Order> order = check.about("feedback.order", () -> order(feedback));
        return check.about(
                "feedback",
                () -> new FeedbackSettings(
                        topics.samples(),
                        rate.get(),
                        inputs.get(),
                        order.get(),
                        feedback.samplesPerSecond(),
                        new Pool.Limits(feedback.poolSamples(), feedback.poolBytes()),
                        records.get().map(RecordMapping::headers)));
    }

    private double rate(StudentConfig.Feedback feedback) {
        boolean isMapped = !mapping.format().strip().equals(BATCHES);
        if (feedback.rate() > 0 && isMapped && !config.serving().mapping()) {
            throw new IllegalArgumentException(
                    "expected 0, or alambic.student.serving.mapping=true, as the teacher maps the records of its topic and"
                            + " reads no tensors there, but got %s".formatted(feedback.rate()));
        }
        return feedback.rate();
    }

    private Set<String> inputs(StudentConfig.Feedback feedback, Signature student) {
        Set<String> names = Set.copyOf(Parts.in(feedback.inputs()));
        names.forEach(student::input);
        boolean areRecords = config.serving().mapping();
        if (areRecords && !names.isEmpty()) {
            throw new IllegalArgumentException("expected none, as whole records go back, but got %s".formatted(names));
        }
        if (feedback.rate() > 0 && !areRecords && student.buckets().isPresent()) {
            throw new IllegalArgumentException(
                    "samples with open dimensions do not go back to the teacher: feedback.rate must be 0");
        }
        return names;
    }

    private Order order(StudentConfig.Feedback feedback) {
        if (feedback.order() != Order.ARRIVAL && !config.task().namesOneClass()) {
            throw new IllegalArgumentException("answers of the task %s do not say how sure they are: expected arrival"
                    .formatted(config.task().name()));
        }
        return feedback.order();
    }
}
