package io.alambic.cli.doctor;

import io.alambic.cli.UserError;
import io.alambic.cli.file.DistillationFile;
import io.alambic.cli.file.NewestRecords;
import io.alambic.core.settings.InvalidSettingException;
import io.alambic.mapping.RecordMapping;
import io.alambic.mapping.RefusedRecordException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at the newest records of the samples topic: whether the mapping fits them, and whether their clocks agree with this one.
 *
 * @param file with the mapping
 * @param connection settings of the clients
 * @param clock of this machine
 */
record RecordsLook(DistillationFile file, Map<String, Object> connection, InstantSource clock) {

    private static final int NEWEST = 20;
    private static final Duration MOST_AHEAD = Duration.ofMinutes(1);

    List<Finding> look() {
        List<NewestRecords.Placed> records;
        try {
            records = new NewestRecords(connection, file.topics().samples()).read(NEWEST);
        } catch (UserError e) {
            return List.of(Finding.wrong("records", e.getMessage(), "name the topic under alambic.topics.samples"));
        }
        if (records.isEmpty()) {
            return List.of(Finding.ok("records", "none yet in " + file.topics().samples()));
        }
        List<Finding> findings = new ArrayList<>();
        mapping().ifPresent(mapping -> findings.add(fit(mapping, records)));
        long newest = records.get(records.size() - 1).record().timestampMs();
        Duration ahead = Duration.ofMillis(newest - clock.millis());
        findings.add(
                ahead.compareTo(MOST_AHEAD) <= 0
                        ? Finding.ok("clock", "no newest record is of the future")
                        : Finding.doubtful(
                                "clock",
                                "the newest record is %d s ahead of this machine".formatted(ahead.toSeconds()),
                                "let a time service set the clocks of producers, brokers and services: freshness is their difference"));
        return findings;
    }

    private Optional<RecordMapping> mapping() {
        try {
            return file.mapping();
        } catch (InvalidSettingException e) {
            return Optional.empty();
        }
    }

    private static Finding fit(RecordMapping mapping, List<NewestRecords.Placed> records) {
        int refused = 0;
        String reason = "";
        for (NewestRecords.Placed record : records) {
            try {
                mapping.map(record.record());
            } catch (RefusedRecordException e) {
                refused++;
                reason = "%s: %s".formatted(record.place(), e.getMessage());
            }
        }
        String text =
                "the mapping fits %d of the %d newest records".formatted(records.size() - refused, records.size());
        if (refused == 0) {
            return Finding.ok("mapping", text);
        }
        String remedy = "such as " + reason + "; ./alambic map FILE --from-topic 5 shows them";
        return refused == records.size()
                ? Finding.wrong("mapping", text, remedy)
                : Finding.doubtful("mapping", text, remedy);
    }
}
