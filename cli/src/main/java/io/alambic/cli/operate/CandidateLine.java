package io.alambic.cli.operate;

import io.alambic.v1.Candidate;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Formats one candidate of a search as one line. */
final class CandidateLine {

    private CandidateLine() {}

    static String of(Candidate candidate) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT, "place %d  candidate %d  %s", candidate.getNumber(), candidate.getId(), born(candidate)));
        if (candidate.hasEndedAtStep()) {
            line.append(String.format(
                    Locale.ROOT,
                    ", ended at step %,d: %s",
                    candidate.getEndedAtStep(),
                    candidate
                            .getEnd()
                            .name()
                            .replace("CANDIDATE_END_", "")
                            .replace('_', ' ')
                            .toLowerCase(Locale.ROOT)));
        }
        if (candidate.hasHoldout()) {
            line.append(FigureTexts.of(candidate.getHoldout()));
        }
        return line.append("  ").append(hyperparameters(candidate)).toString();
    }

    private static String born(Candidate candidate) {
        return candidate.hasParentId()
                ? String.format(Locale.ROOT, "from %d at step %,d", candidate.getParentId(), candidate.getBornAtStep())
                : String.format(Locale.ROOT, "from step %,d", candidate.getBornAtStep());
    }

    private static String hyperparameters(Candidate candidate) {
        return new TreeMap<>(candidate.getDialsMap())
                .entrySet().stream()
                        .map(hyperparameter -> hyperparameter.getKey() + "=" + hyperparameter.getValue())
                        .collect(Collectors.joining(" "));
    }
}
