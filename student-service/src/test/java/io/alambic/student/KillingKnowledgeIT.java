package io.alambic.student;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.kafka.DeadLetter;
import io.alambic.kafka.UnreadableRecords;
import io.alambic.student.knowledge.Refusal;
import io.alambic.student.training.LifeCycle;
import io.alambic.testing.CompressedZeros;
import io.alambic.testing.SharedBroker;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A knowledge record that does not fit into the memory of the student that reads it, against a real broker. */
class KillingKnowledgeIT {

    private static final int RECORDS = 10;
    private static final int SAMPLES = 20;
    /** With these, a record has the size of the largest array, and a few bytes more than any JVM allocates. */
    private static final int BEYOND_MEMORY = Integer.MAX_VALUE - 10;

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    Path checkpoints;

    private KnowledgeLog log;
    private final Recorder recorder = new Recorder();

    @BeforeEach
    void connect() throws Exception {
        log = KnowledgeLog.on(BROKER).create(1);
    }

    @AfterEach
    void disconnect() {
        log.close();
    }

    @Test
    void isSkippedAfterStartsInVainWithADeadLetterThatNamesItsPlace() throws Exception {
        // Given
        CompressedZeros.send(BROKER.bootstrapServers(), log.topics().knowledge(), 0, BEYOND_MEMORY);
        log.produce(0, RECORDS, SAMPLES);
        for (int start = 0; start < UnreadableRecords.STARTS_IN_VAIN; start++) {
            try (Student student = start()) {
                Awaitility.await("the failure").until(() -> student.lifeCycle().state() == LifeCycle.State.FAILED);
                assertThat(student.lifeCycle().failure())
                        .hasValueSatisfying(reason -> assertThat(reason).hasMessageContaining("array size"));
            }
        }
        assertThat(recorder.refusals()).isEmpty();

        // When
        try (Student student = start()) {
            recorder.await("all others", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);
            assertThat(student.lifeCycle().state()).isEqualTo(LifeCycle.State.TRAINING);
        }

        // Then
        assertThat(recorder.refusals()).containsExactly(Refusal.KILLS_THE_PROCESS);
        assertThat(log.deadLetters(1)).singleElement().satisfies(record -> {
            DeadLetter letter = DeadLetter.from(record.headers());
            assertThat(letter.reason()).isEqualTo("kills_the_process");
            assertThat(letter.message())
                    .startsWith("reading the record ends the process: java.lang.OutOfMemoryError: ");
            assertThat(letter.topic()).isEqualTo(log.topics().knowledge());
            assertThat(letter.offset()).isZero();
        });

        // When
        log.produce(RECORDS, RECORDS, SAMPLES);
        try (Student student = start()) {
            recorder.await("the next", seen -> seen.trained() + seen.heldOut() == 2 * RECORDS * SAMPLES);
            assertThat(student.lifeCycle().failure()).isEmpty();
        }

        // Then
        assertThat(log.deadLetters(1)).hasSize(1);
    }

    private Student start() throws Exception {
        return TinyStudent.start(TinyStudent.settings(log.topics(), checkpoints), recorder);
    }
}
