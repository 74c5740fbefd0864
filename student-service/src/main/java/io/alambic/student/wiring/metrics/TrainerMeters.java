package io.alambic.student.wiring.metrics;

import io.alambic.core.cost.TermName;
import io.alambic.core.figures.Figure;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.core.search.PopulationState;
import io.alambic.core.task.Task;
import io.alambic.core.train.StepReport;
import io.alambic.student.batch.LineageDelta;
import io.alambic.student.training.Promotion;
import io.alambic.student.training.TrainerListener;
import io.alambic.student.training.Transfer;
import io.alambic.student.training.Upkeep;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Meters of the trainer. */
@ApplicationScoped
public class TrainerMeters implements TrainerListener {

    private static final String PREFIX = "alambic.student.";

    private final MeterRegistry registry;
    private final Counter learnedRecords;
    private final Counter trainedSamples;
    private final Counter heldOutSamples;
    private final Counter givenUpSamples;
    private final Counter steps;
    private final Timer stepTime;
    private final Timer evaluationTime;
    private final SmoothedLoss total = new SmoothedLoss();
    private final Map<TermName, SmoothedLoss> terms = new EnumMap<>(TermName.class);
    private final SmoothedLoss gradientNorm = new SmoothedLoss();
    private volatile Map<Hyperparameter, Float> hyperparameters = Map.of();
    private final Counter promoted;
    private final Counter rejected;
    private final Counter rolledBack;
    private final Map<Upkeep, Timer> upkeep = new EnumMap<>(Upkeep.class);
    private final Timer checkpointTime;
    private final Counter checkpointFailures;
    private final CandidateMeters candidates;
    private final ClassMeters classes;
    private final LayerMeters layers;
    private volatile Map<TermName, Float> termGradientNorms = Map.of();
    private volatile HoldoutFigures holdout;
    private volatile String narrower;
    private volatile String checkpointFailure;
    private volatile Promotion.RolledBack setback;

    TrainerMeters(MeterRegistry registry) {
        this.registry = registry;
        candidates = new CandidateMeters(registry);
        classes = new ClassMeters(registry);
        layers = new LayerMeters(registry);
        learnedRecords = Meters.records(registry, Meters.LEARNED);
        trainedSamples = Meters.samples(registry, Meters.TRAINED);
        heldOutSamples = Meters.samples(registry, Meters.HELD_OUT);
        givenUpSamples = Meters.samples(registry, Meters.GIVEN_UP);
        steps = Counter.builder(PREFIX + "steps")
                .description("Training steps of this process")
                .register(registry);
        stepTime = Timer.builder(PREFIX + "step")
                .description("One training step: forward, backward, update")
                .register(registry);
        evaluationTime = Timer.builder(PREFIX + "evaluation")
                .description("One look at candidates and served weights on the holdout")
                .register(registry);
        loss(registry, "total", total);
        for (TermName term : TermName.values()) {
            terms.put(term, new SmoothedLoss());
            loss(registry, term.label(), terms.get(term));
            termGradient(registry, term);
        }
        Gauge.builder(PREFIX + "gradient.norm", gradientNorm, SmoothedLoss::value)
                .description("Smoothed norm of all gradients as one vector, before clipping")
                .register(registry);
        lambda(registry, TermName.OUTPUT, Hyperparameter.LAMBDA1);
        lambda(registry, TermName.FEATURE, Hyperparameter.LAMBDA2);
        lambda(registry, TermName.LABEL, Hyperparameter.LAMBDA3);
        hyperparameter(PREFIX + "temperature", Hyperparameter.TEMPERATURE)
                .description("Temperature of the output term")
                .register(registry);
        hyperparameter(PREFIX + "learning.rate", Hyperparameter.LEARNING_RATE)
                .description("Size of the optimizer's step, with its warm-up")
                .register(registry);
        promoted = Meters.promotions(registry, "promoted");
        rejected = Meters.promotions(registry, "rejected");
        rolledBack = Meters.promotions(registry, "rolled_back");
        for (Upkeep kind : Upkeep.values()) {
            upkeep.put(
                    kind,
                    Timer.builder(PREFIX + "upkeep")
                            .description("What the trainer's thread does beside training")
                            .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        checkpointTime = Timer.builder(PREFIX + "checkpoint")
                .description("Writing one checkpoint")
                .register(registry);
        checkpointFailures = Counter.builder(PREFIX + "checkpoint.failures")
                .description("Checkpoints that could not be written")
                .register(registry);
        Gauge.builder(PREFIX + "checkpoint.failing", this, meters -> meters.checkpointFailure == null ? 0 : 1)
                .description("1 where the newest checkpoint could not be written")
                .register(registry);
        Gauge.builder(PREFIX + "stream.narrower", this, meters -> meters.narrower == null ? 0 : 1)
                .description("1 where the stream has fewer classes than what the served weights were judged on")
                .register(registry);
        Gauge.builder(PREFIX + "setbacks", this, meters -> meters.setback == null ? 0 : meters.setback.inARow())
                .description("Roll backs since the last promotion")
                .register(registry);
    }

    /** Registers the figures of the task that this student learns. */
    void judgedBy(Task task) {
        candidates.judgedBy(task);
        task.figures().forEach(this::holdout);
    }

    private static void loss(MeterRegistry registry, String term, SmoothedLoss value) {
        Gauge.builder(PREFIX + "loss", value, SmoothedLoss::value)
                .description("Smoothed loss; each term before weighting, the total after")
                .tag("term", term)
                .register(registry);
    }

    private void termGradient(MeterRegistry registry, TermName term) {
        Gauge.builder(PREFIX + "term.gradient.norm", this, meters -> {
                    Map<TermName, Float> norms = meters.termGradientNorms;
                    return norms.isEmpty() ? Double.NaN : norms.getOrDefault(term, 0f);
                })
                .description("Norm of a term's gradient, weighted by its lambda, when it was last measured")
                .tag("term", term.label())
                .register(registry);
    }

    private void lambda(MeterRegistry registry, TermName term, Hyperparameter hyperparameter) {
        hyperparameter(PREFIX + "lambda", hyperparameter)
                .description("Weight of a term in the loss")
                .tag("term", term.label())
                .register(registry);
    }

    private Gauge.Builder<TrainerMeters> hyperparameter(String name, Hyperparameter hyperparameter) {
        return Gauge.builder(name, this, meters -> {
            Float value = meters.hyperparameters.get(hyperparameter);
            return value == null ? Double.NaN : value;
        });
    }

    private void holdout(Figure figure) {
        Gauge.builder(PREFIX + FigureNames.of(figure), this, meters -> {
                    HoldoutFigures figures = meters.holdout;
                    return figures == null ? Double.NaN : figures.value(figure);
                })
                .description("The newest weights on the holdout")
                .register(registry);
    }

    @Override
    public void stepped(StepReport report, long nanos) {
        steps.increment();
        candidates.stepped(report.step());
        stepTime.record(nanos, TimeUnit.NANOSECONDS);
        total.add(report.total());
        gradientNorm.add(report.gradientNorm());
        if (!report.termGradientNorms().isEmpty()) {
            termGradientNorms = report.termGradientNorms();
        }
        hyperparameters = report.hyperparameters();
        report.terms().forEach((term, value) -> terms.get(term).add(value));
    }

    @Override
    public void learned(LineageDelta batch) {
        learnedRecords.increment(batch.records());
        trainedSamples.increment(batch.trained());
        heldOutSamples.increment(batch.heldOut());
    }

    @Override
    public void gaveUp(LineageDelta batch) {
        learnedRecords.increment(batch.records());
        givenUpSamples.increment(batch.trained());
        heldOutSamples.increment(batch.heldOut());
    }

    @Override
    public void evaluated(HoldoutFigures candidate, Transfer transfer, long nanos) {
        evaluationTime.record(nanos, TimeUnit.NANOSECONDS);
        holdout = candidate;
        classes.show(transfer.agreementByClass());
        layers.show(transfer.layers());
    }

    @Override
    public void narrower(Optional<String> how) {
        narrower = how.orElse(null);
    }

    /** Returns how the stream is narrower than what the served weights were judged on; empty if it is not. */
    public Optional<String> narrower() {
        return Optional.ofNullable(narrower);
    }

    @Override
    public void population(PopulationState populationState) {
        candidates.show(populationState);
    }

    @Override
    public void judged(Promotion promotion) {
        if (promotion instanceof Promotion.Promoted) {
            promoted.increment();
            setback = null;
        } else if (promotion instanceof Promotion.OnTrial) {
            setback = null;
        } else if (promotion instanceof Promotion.Rejected) {
            rejected.increment();
        } else if (promotion instanceof Promotion.RolledBack rollBack) {
            rolledBack.increment();
            givenUpSamples.increment(rollBack.givenUp());
            setback = rollBack;
        }
    }

    @Override
    public void kept(Upkeep kind, long nanos) {
        upkeep.get(kind).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void checkpointed(long nanos) {
        checkpointTime.record(nanos, TimeUnit.NANOSECONDS);
        checkpointFailure = null;
    }

    @Override
    public void checkpointFailed(String reason) {
        checkpointFailures.increment();
        checkpointFailure = reason;
    }

    /** Returns why the newest checkpoint could not be written; empty if it was. */
    public Optional<String> checkpointFailure() {
        return Optional.ofNullable(checkpointFailure);
    }

    /** Returns the newest roll back; empty if weights were promoted since. */
    public Optional<Promotion.RolledBack> setback() {
        return Optional.ofNullable(setback);
    }
}
