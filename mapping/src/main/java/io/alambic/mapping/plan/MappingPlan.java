package io.alambic.mapping.plan;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.SettingsCheck;
import io.alambic.core.tensor.TensorType;
import io.alambic.mapping.MappingSettings;
import io.alambic.mapping.TensorMapping;
import io.alambic.mapping.expression.Condition;
import io.alambic.mapping.expression.ExpressionParts;
import io.alambic.mapping.expression.FieldExpression;
import io.alambic.mapping.expression.FieldPath;
import io.alambic.mapping.expression.Source;
import io.alambic.mapping.operation.TimeReading;
import io.alambic.mapping.value.SharedParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A mapping made ready. Those who take values are numbered: the fields, then the conditions, then id and time. Immutable,
 * thread safe.
 *
 * @param root of the tree of all paths
 * @param manySamples whether a record may hold any number of samples
 * @param tensors in the order of the configuration
 * @param label index of the tensor that holds the labels; absent if there are none
 * @param classLabel whether these are classes
 * @param takers all who take values
 */
public record MappingPlan(
        PathNode root,
        boolean manySamples,
        List<TensorPlan> tensors,
        Optional<Integer> label,
        boolean classLabel,
        List<TakerPlan> takers) {

    /** Name of the tensor of labels in messages. */
    private static final String LABEL = "label";

    public MappingPlan {
        tensors = List.copyOf(tensors);
        takers = List.copyOf(takers);
    }

    /** Returns the tensors without that of the labels. */
    public List<TensorPlan> inputs() {
        return label.isPresent() ? tensors.subList(0, label.get()) : tensors;
    }

    /** One who takes values. */
    public sealed interface TakerPlan {

        /** Returns where the values come from. */
        Source source();

        /** Returns whether the value is the same for all samples of a record. */
        boolean ofRecord();
    }

    /**
     * A field of a tensor.
     *
     * @param field what becomes of its values
     */
    public record TensorField(FieldPlan field) implements TakerPlan {

        @Override
        public Source source() {
            return field.expression().source();
        }

        @Override
        public boolean ofRecord() {
            return field.ofRecord();
        }
    }

    /**
     * A condition of the filter.
     *
     * @param condition to be met
     * @param ofRecord whether it is one on the record
     */
    public record Filter(Condition condition, boolean ofRecord) implements TakerPlan {

        @Override
        public Source source() {
            return condition.source();
        }
    }

    /**
     * The identity of a sample.
     *
     * @param source of it
     * @param ofRecord whether it is that of the record
     */
    public record Identity(Source source, boolean ofRecord) implements TakerPlan {}

    /**
     * The event time.
     *
     * @param expression of milliseconds since the epoch
     * @param ofRecord whether it is that of the record
     */
    public record EventTime(FieldExpression expression, boolean ofRecord) implements TakerPlan {

        @Override
        public Source source() {
            return expression.source();
        }
    }

    /**
     * Makes a mapping ready.
     *
     * @throws InvalidSettingException with one line for each invalid setting
     */
    public static MappingPlan of(MappingSettings settings) {
        SettingsCheck check = new SettingsCheck("alambic.mapping");
        SharedParts parts = new SharedParts(settings.folder());
        SampleSources sources = new SampleSources(samples(settings, check));
        List<Supplier<Condition>> filters = new ArrayList<>();
        List<String> conditions = settings.filters().isEmpty() ? List.of() : ExpressionParts.joined(settings.filters());
        for (int i = 0; i < conditions.size(); i++) {
            String text = conditions.get(i);
            filters.add(check.about("filter[%d]".formatted(i), () -> Condition.parse(text)));
        }
        Supplier<Optional<Source>> id = check.about("id", () -> settings.id().map(Source::parse));
        Supplier<Optional<FieldExpression>> time =
                check.about("time", () -> settings.time().map(MappingPlan::time));
        List<Supplier<TensorPlan>> tensors = new ArrayList<>();
        for (TensorMapping tensor : settings.tensors()) {
            tensors.add(TensorPlan.of("tensors." + tensor.name(), tensor, tensors.size(), check, sources, parts));
        }
        settings.label()
                .ifPresent(label ->
                        tensors.add(TensorPlan.of(LABEL, asLabel(label), tensors.size(), check, sources, parts)));
        return check.require(check.about("", () -> planned(settings, sources, filters, id, time, tensors)));
    }

    private static Optional<FieldPath> samples(MappingSettings settings, SettingsCheck check) {
        List<FieldPath> path = new ArrayList<>();
        check.about("samples", () -> settings.samples().map(FieldPath::parse).map(path::add));
        return path.stream().findFirst();
    }

    private static FieldExpression time(String text) {
        FieldExpression expression = FieldExpression.parse(text);
        return new FieldExpression(
                expression.source(),
                expression
                        .chain()
                        .orReading(
                                expression.source() instanceof Source.RecordTime
                                        ? TimeReading.MILLIS
                                        : TimeReading.ISO));
    }

    /** A class, unless a shape makes it a tensor. */
    private static TensorMapping asLabel(TensorMapping label) {
        return label.shape().isPresent()
                ? label
                : new TensorMapping(LABEL, TensorType.INT32, Optional.of(""), label.fields());
    }

    private static MappingPlan planned(
            MappingSettings settings,
            SampleSources sources,
            List<Supplier<Condition>> filters,
            Supplier<Optional<Source>> id,
            Supplier<Optional<FieldExpression>> time,
            List<Supplier<TensorPlan>> tensors) {
        if (settings.tensors().isEmpty()) {
            throw new IllegalArgumentException("expected tensors, but got none");
        }
        List<TensorPlan> plans = tensors.stream().map(Supplier::get).toList();
        List<TakerPlan> takers = new ArrayList<>();
        plans.forEach(tensor -> tensor.fields().forEach(field -> takers.add(new TensorField(field))));
        filters.forEach(filter -> takers.add(
                new Filter(filter.get(), sources.isOfRecord(filter.get().source()))));
        id.get().ifPresent(source -> takers.add(new Identity(source, sources.isOfRecord(source))));
        time.get()
                .ifPresent(
                        expression -> takers.add(new EventTime(expression, sources.isOfRecord(expression.source()))));
        PathNode root = PathNode.root();
        root.samplesAt(sources.samples().map(FieldPath::steps).orElse(List.of()));
        for (int taker = 0; taker < takers.size(); taker++) {
            if (takers.get(taker).source() instanceof Source.Field field) {
                root.take(sources.steps(field.path()), taker);
            }
        }
        return new MappingPlan(
                root,
                sources.samples().filter(FieldPath::hasWildcard).isPresent(),
                plans,
                settings.label().map(label -> plans.size() - 1),
                settings.label().filter(label -> label.shape().isEmpty()).isPresent(),
                takers);
    }
}
