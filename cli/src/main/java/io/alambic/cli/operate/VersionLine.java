package io.alambic.cli.operate;

import io.alambic.v1.ModelVersion;
import java.time.Instant;
import java.util.Locale;

/** Formats one promoted version as one line. */
final class VersionLine {

    private VersionLine() {}

    static String of(ModelVersion version) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "version %d  step %,d  trained on %,d samples",
                version.getVersion(),
                version.getStep(),
                version.getLineage().getTrainedSamples()));
        if (version.hasHoldout()) {
            line.append(FigureTexts.of(version.getHoldout()));
        }
        if (version.hasPromotedAt()) {
            line.append("  promoted ")
                    .append(Instant.ofEpochSecond(
                            version.getPromotedAt().getSeconds(),
                            version.getPromotedAt().getNanos()));
        }
        if (version.hasFreshnessSeconds()) {
            line.append(String.format(Locale.ROOT, ", %.1f s after its newest sample", version.getFreshnessSeconds()));
        }
        return line.toString();
    }
}
