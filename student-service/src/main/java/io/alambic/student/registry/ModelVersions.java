package io.alambic.student.registry;

import com.google.protobuf.Timestamp;
import io.alambic.core.evaluate.HoldoutFigures;
import io.alambic.v1.Lineage;
import io.alambic.v1.ModelVersion;
import java.util.Optional;
import java.util.TreeMap;

/** Converts served snapshots to messages of the contract and back. */
public final class ModelVersions {

    private static final int MILLIS_PER_SECOND = 1000;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private ModelVersions() {}

    /** Converts a snapshot. */
    public static ModelVersion of(ServedModel model) {
        ModelVersion.Builder version = ModelVersion.newBuilder()
                .setVersion(model.version())
                .setStep(model.step())
                .setLineage(lineage(model.facts().lineage()));
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
        io.alambic.v1.HoldoutFigures.Builder proto = io.alambic.v1.HoldoutFigures.newBuilder()
                .setSamples(figures.samples())
                .setKlNats(figures.klNats())
                .setAgreement(figures.agreement());
        if (!Double.isNaN(figures.accuracy())) {
            proto.setAccuracy(figures.accuracy());
        }
        return proto.build();
    }

    private static Lineage lineage(io.alambic.core.checkpoint.Lineage lineage) {
        Lineage.Builder proto = Lineage.newBuilder()
                .setTrainedSamples(lineage.trained())
                .setHeldOutSamples(lineage.heldOut())
                .putAllOffsets(lineage.offsets());
        if (lineage.newestEventTimeMs() > 0) {
            proto.setNewestEventTime(time(lineage.newestEventTimeMs()));
        }
        return proto.build();
    }

    /** Converts a message to the description of a snapshot. */
    public static ServedFacts facts(ModelVersion version) {
        Lineage lineage = version.getLineage();
        Optional<HoldoutFigures> figures = version.hasHoldout()
                ? Optional.of(new HoldoutFigures(
                        Math.toIntExact(version.getHoldout().getSamples()),
                        version.getHoldout().getKlNats(),
                        version.getHoldout().getAgreement(),
                        version.getHoldout().hasAccuracy()
                                ? version.getHoldout().getAccuracy()
                                : Double.NaN))
                : Optional.empty();
        return new ServedFacts(
                version.getVersion(),
                new io.alambic.core.checkpoint.Lineage(
                        version.getStep(),
                        lineage.getTrainedSamples(),
                        lineage.getHeldOutSamples(),
                        millis(lineage.getNewestEventTime()),
                        new TreeMap<>(lineage.getOffsetsMap())),
                figures);
    }

    /** Converts a timestamp to milliseconds since the epoch. */
    public static long millis(Timestamp time) {
        return time.getSeconds() * MILLIS_PER_SECOND + time.getNanos() / NANOS_PER_MILLI;
    }

    private static Timestamp time(long millis) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(millis, MILLIS_PER_SECOND))
                .setNanos(Math.floorMod(millis, MILLIS_PER_SECOND) * NANOS_PER_MILLI)
                .build();
    }
}
