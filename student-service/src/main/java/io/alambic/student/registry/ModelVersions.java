package io.alambic.student.registry;

import com.google.protobuf.Timestamp;
import io.alambic.core.figures.Figure;
import io.alambic.core.figures.HoldoutFigures;
import io.alambic.v1.FigureUnit;
import io.alambic.v1.ModelVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Converts served snapshots to messages of the contract and back. */
public final class ModelVersions {

    private static final String UNIT = "FIGURE_UNIT_";
    private static final int MILLIS_PER_SECOND = 1000;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private ModelVersions() {}

    /** Converts a snapshot. */
    public static ModelVersion of(ServedModel model) {
        ModelVersion.Builder version = ModelVersion.newBuilder()
                .setVersion(model.version())
                .setStep(model.step())
                .setLineage(LineageMessages.of(model.facts().lineage()));
        model.facts().figures().ifPresent(figures -> version.setHoldout(figures(figures)));
        if (model.promotedAtMs() > 0) {
            version.setPromotedAt(time(model.promotedAtMs()));
        }
        if (model.promotedAtMs() > 0 && model.newestEventTimeMs() > 0) {
            version.setFreshnessSeconds(
                    (model.promotedAtMs() - model.newestEventTimeMs()) / (double) MILLIS_PER_SECOND);
        }
        return version.build();
    }

    /** Converts figures. */
    public static io.alambic.v1.HoldoutFigures figures(HoldoutFigures figures) {
        io.alambic.v1.HoldoutFigures.Builder proto =
                io.alambic.v1.HoldoutFigures.newBuilder().setSamples(figures.samples());
        figures.values().forEach((figure, value) -> proto.addFigures(figure(figure, value)));
        Map<Figure, Double> values = figures.values();
        if (values.containsKey(Figure.KL)) {
            proto.setKlNats(values.get(Figure.KL));
        }
        if (values.containsKey(Figure.AGREEMENT)) {
            proto.setAgreement(values.get(Figure.AGREEMENT));
        }
        if (values.containsKey(Figure.ACCURACY)) {
            proto.setAccuracy(values.get(Figure.ACCURACY));
        }
        return proto.build();
    }

    private static io.alambic.v1.Figure figure(Figure figure, double value) {
        return io.alambic.v1.Figure.newBuilder()
                .setName(figure.name())
                .setUnit(FigureUnit.valueOf(UNIT + figure.unit().name()))
                .setLessIsBetter(figure.better() == Figure.Better.LESS)
                .setValue(value)
                .build();
    }

    /** Converts a message to figures; one of a release before tasks names only those of a classifier. */
    private static HoldoutFigures figures(io.alambic.v1.HoldoutFigures proto) {
        int samples = Math.toIntExact(proto.getSamples());
        if (proto.getFiguresCount() == 0) {
            return HoldoutFigures.ofClasses(
                    samples,
                    proto.getKlNats(),
                    proto.getAgreement(),
                    proto.hasAccuracy() ? proto.getAccuracy() : Double.NaN);
        }
        Map<Figure, Double> values = new LinkedHashMap<>();
        proto.getFiguresList().forEach(figure -> values.put(figure(figure), figure.getValue()));
        return new HoldoutFigures(samples, values);
    }

    private static Figure figure(io.alambic.v1.Figure figure) {
        Figure.Unit unit =
                switch (figure.getUnit()) {
                    case FIGURE_UNIT_RATIO -> Figure.Unit.RATIO;
                    case FIGURE_UNIT_NATS -> Figure.Unit.NATS;
                    default -> Figure.Unit.NUMBER;
                };
        return new Figure(figure.getName(), unit, figure.getLessIsBetter() ? Figure.Better.LESS : Figure.Better.MORE);
    }

    /** Converts a message to the description of a snapshot. */
    public static ServedFacts facts(ModelVersion version) {
        Optional<HoldoutFigures> figures =
                version.hasHoldout() ? Optional.of(figures(version.getHoldout())) : Optional.empty();
        return new ServedFacts(
                version.getVersion(), LineageMessages.lineage(version.getStep(), version.getLineage()), figures);
    }

    /** Converts a timestamp to milliseconds since the epoch. */
    public static long millis(Timestamp time) {
        return time.getSeconds() * MILLIS_PER_SECOND + time.getNanos() / NANOS_PER_MILLI;
    }

    static Timestamp time(long millis) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(millis, MILLIS_PER_SECOND))
                .setNanos(Math.floorMod(millis, MILLIS_PER_SECOND) * NANOS_PER_MILLI)
                .build();
    }
}
