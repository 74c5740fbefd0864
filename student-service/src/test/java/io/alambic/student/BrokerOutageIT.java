package io.alambic.student;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.student.training.LifeCycle;
import io.kroxylicious.testing.kafka.api.KafkaCluster;
import io.kroxylicious.testing.kafka.junit5ext.KafkaClusterExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A whole student whose broker is away for a while. */
@ExtendWith(KafkaClusterExtension.class)
class BrokerOutageIT {

    private static final int RECORDS = 60;
    private static final int SAMPLES = 20;

    KafkaCluster cluster;

    @TempDir
    Path checkpoints;

    @Test
    void servesOnWhileNoBrokerAnswersAndLearnsOnWhenOneDoes() throws Exception {
        // Given
        Recorder recorder = new Recorder();
        KnowledgeLog log = new KnowledgeLog(cluster.getKafkaClientConfiguration()).create(1);
        log.produce(0, RECORDS, SAMPLES);
        try (Student student = TinyStudent.start(TinyStudent.settings(log.topics(), checkpoints), recorder)) {
            recorder.await("all samples", seen -> seen.trained() + seen.heldOut() == RECORDS * SAMPLES);
            recorder.await("a promotion", seen -> student.models().isReady());

            // When
            cluster.stopNodes(node -> true, null);
            TinyStudent.infer(student.port(), TinyTask.image(1));
            LifeCycle.State during = student.lifeCycle().state();
            cluster.startNodes(node -> true);
            log.produce(RECORDS, RECORDS, SAMPLES);

            // Then
            recorder.await("the rest", seen -> seen.trained() + seen.heldOut() == 2L * RECORDS * SAMPLES);
            assertThat(during).isEqualTo(LifeCycle.State.TRAINING);
            assertThat(student.lifeCycle().failure()).isEmpty();
        }
        assertThat(TinyStudent.newestCheckpoint(checkpoints).lineage().read()).isEqualTo(log.read());
        log.close();
    }
}
