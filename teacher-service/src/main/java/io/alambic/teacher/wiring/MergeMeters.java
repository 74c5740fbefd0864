package io.alambic.teacher.wiring;

import io.alambic.core.privacy.PrivateVoting;
import io.alambic.teacher.AnsweringService;
import io.alambic.teacher.merge.AnswerFate;
import io.alambic.teacher.merge.AnswerRefusal;
import io.alambic.teacher.merge.MergeListener;
import io.alambic.teacher.privacy.VoteFate;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** A merge's meters; docs/metrics.md says what each means. */
final class MergeMeters implements MergeListener {

    private static final String PREFIX = "alambic.merge.";

    private final Map<String, Map<AnswerFate, Counter>> answers = new ConcurrentHashMap<>();
    private final Map<String, Map<Integer, Standing>> standings = new ConcurrentHashMap<>();
    private final Map<AnswerRefusal, Counter> deadLetters = new EnumMap<>(AnswerRefusal.class);
    private final Map<VoteFate, Counter> votes = new EnumMap<>(VoteFate.class);
    private final Counter complete;
    private final Counter incomplete;
    private final Counter knowledgeBytes;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong waitingBytes = new AtomicLong();
    private volatile double spent = Double.NaN;
    private volatile double exhausted = Double.NaN;

    private record Standing(double weight, double agreement, double accuracy) {}

    /** Registers the meters of a merge of some teachers. */
    MergeMeters(
            MeterRegistry registry, RunningTeacher running, List<String> teachers, Optional<PrivateVoting> privacy) {
        privacy.ifPresent(voting -> registerPrivacy(voting, registry));
        for (String teacher : teachers) {
            Map<AnswerFate, Counter> fates = new EnumMap<>(AnswerFate.class);
            for (AnswerFate fate : AnswerFate.values()) {
                fates.put(
                        fate,
                        Counter.builder(PREFIX + "answered.samples")
                                .description("Samples that a teacher answered, by what became of its answer")
                                .tag("teacher", teacher)
                                .tag("fate", fate.label())
                                .register(registry));
            }
            answers.put(teacher, fates);
            standings.put(teacher, new ConcurrentHashMap<>());
            gauge("teacher.weight.ratio", "What a teacher counts", teacher, Standing::weight, registry);
            gauge(
                    "teacher.agreement.ratio",
                    "Share of a teacher's newest answers with the class of the merged one",
                    teacher,
                    Standing::agreement,
                    registry);
            gauge(
                    "teacher.accuracy.ratio",
                    "Share of a teacher's newest answers with the class of the label",
                    teacher,
                    Standing::accuracy,
                    registry);
        }
        for (AnswerRefusal refusal : AnswerRefusal.values()) {
            deadLetters.put(
                    refusal,
                    Counter.builder(PREFIX + "dead.letters")
                            .description("Answers sent to the dead-letters topic")
                            .tag("reason", refusal.label())
                            .register(registry));
        }
        complete = samples("true", registry);
        incomplete = samples("false", registry);
        knowledgeBytes = Counter.builder(PREFIX + "knowledge.bytes")
                .description("Size of the merged knowledge records written")
                .register(registry);
        Gauge.builder(PREFIX + "lag.records", running, MergeMeters::lag)
                .description("Answers not yet read, over all partitions of this instance")
                .register(registry);
        Gauge.builder(PREFIX + "waiting.answers", waiting, AtomicLong::get)
                .description("Answers that wait for those of other teachers")
                .register(registry);
        Gauge.builder(PREFIX + "waiting.bytes", waitingBytes, AtomicLong::get)
                .description("Size of the answers that wait")
                .register(registry);
    }

    private void registerPrivacy(PrivateVoting voting, MeterRegistry registry) {
        for (VoteFate fate : VoteFate.values()) {
            votes.put(
                    fate,
                    Counter.builder(PREFIX + "privacy.samples")
                            .description("Samples with private votes, by what became of them")
                            .tag("fate", fate.label())
                            .register(registry));
        }
        Gauge.builder(PREFIX + "privacy.spent.epsilon", this, meters -> meters.spent)
                .description("What all answers cost so far")
                .register(registry);
        Gauge.builder(PREFIX + "privacy.budget.epsilon", voting, PrivateVoting::epsilon)
                .description("What all answers may cost")
                .register(registry);
        Gauge.builder(PREFIX + "privacy.exhausted", this, meters -> meters.exhausted)
                .description("1 if no further question is affordable")
                .register(registry);
    }

    private static double lag(RunningTeacher running) {
        return running.get().map(AnsweringService::lag).orElse(0L);
    }

    private void gauge(
            String name,
            String description,
            String teacher,
            ToDoubleFunction<Standing> figure,
            MeterRegistry registry) {
        Map<Integer, Standing> partitions = standings.get(teacher);
        Gauge.builder(PREFIX + name, partitions, known -> known.values().stream()
                        .mapToDouble(figure)
                        .filter(value -> !Double.isNaN(value))
                        .average()
                        .orElse(Double.NaN))
                .description(description)
                .tag("teacher", teacher)
                .register(registry);
    }

    private static Counter samples(String complete, MeterRegistry registry) {
        return Counter.builder(PREFIX + "samples")
                .description("Samples of merged knowledge, by whether all teachers that were waited for are in it")
                .tag("complete", complete)
                .register(registry);
    }

    @Override
    public void answered(String teacher, AnswerFate fate, int samples) {
        answers.get(teacher).get(fate).increment(samples);
    }

    @Override
    public void deadLettered(AnswerRefusal refusal) {
        deadLetters.get(refusal).increment();
    }

    @Override
    public void merged(int samples, boolean isComplete, int bytes) {
        (isComplete ? complete : incomplete).increment(samples);
        knowledgeBytes.increment(bytes);
    }

    @Override
    public void waitingChanged(int count, long bytes) {
        waiting.addAndGet(count);
        waitingBytes.addAndGet(bytes);
    }

    @Override
    public void standing(String teacher, int partition, double weight, double agreement, double accuracy) {
        standings.get(teacher).put(partition, new Standing(weight, agreement, accuracy));
    }

    @Override
    public void decided(VoteFate fate, int bytes) {
        votes.get(fate).increment();
        knowledgeBytes.increment(bytes);
    }

    @Override
    public void spent(double epsilon, boolean all) {
        spent = epsilon;
        exhausted = all ? 1 : 0;
    }
}
