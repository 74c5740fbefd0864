package io.alambic.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicasTest {

    private static final int CALLS = 20;

    /** Outlasts the first backoffs of gRPC: the next one is longer than all attempts of a call together. */
    private static final long PAUSES_NANOS = 3_000_000_000L;

    private static final InferenceRequest REQUEST =
            InferenceRequest.of(NamedTensor.of("image", new float[] {1, 2}, 1, 2));

    private StandInStudent one;
    private StandInStudent two;

    @BeforeEach
    void start() throws IOException {
        one = new StandInStudent();
        two = new StandInStudent();
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @Test
    void callsGoToEachReplicaAndPastOneThatIsGone() {
        // Given
        try (StudentClient client = new StudentClient(one.target() + ", " + two.target())) {
            while (one.calls() == 0 || two.calls() == 0) {
                client.infer(REQUEST);
            }

            // When
            one.close();
            int before = two.calls();
            for (int i = 0; i < CALLS; i++) {
                client.infer(REQUEST);
            }

            // Then
            assertThat(two.calls() - before).isEqualTo(CALLS);
        }
    }

    @Test
    void aReplicaThatIsBackIsFoundOnceTheOtherGoes() throws IOException {
        // Given
        ClientSettings impatient =
                ClientSettings.of(one.target() + "," + two.target()).withAttempts(3);
        try (StudentClient client = new StudentClient(impatient)) {
            while (one.calls() == 0 || two.calls() == 0) {
                client.infer(REQUEST);
            }
            one.close();
            long away = System.nanoTime();
            while (System.nanoTime() - away < PAUSES_NANOS) {
                client.infer(REQUEST);
            }

            // When
            one = one.again();
            two.close();
            InferenceResult answer = client.infer(REQUEST);

            // Then
            assertThat(answer.weights().version()).isEqualTo(7);
        }
    }

    @Test
    void aListThatLacksAPortIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StudentClient("one:9000,two"))
                .withMessage("each of 'one:9000,two' must be HOST:PORT, but there is 'two'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StudentClient("one:9000,"))
                .withMessage("each of 'one:9000,' must be HOST:PORT, but there is ''");
    }
}
