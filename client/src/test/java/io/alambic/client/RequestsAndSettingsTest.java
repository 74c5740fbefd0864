package io.alambic.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestsAndSettingsTest {

    private static final NamedTensor TWO = NamedTensor.of("a", new float[4], 2, 2);

    @Test
    void aRequestWhoseInputsDisagreeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InferenceRequest.of(TWO, NamedTensor.of("b", new float[3], 3, 1)))
                .withMessage("tensor 'b' has 3 samples, but 'a' has 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InferenceRequest.of(TWO, TWO))
                .withMessage("two input tensors are called 'a'");
        assertThatIllegalArgumentException().isThrownBy(InferenceRequest::of);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InferenceRequest.of(TWO).withVersion(0))
                .withMessage("versions count from 1, but this one is 0");
    }

    @Test
    void settingsThatCannotBeMeantAreRefused() {
        // Given
        ClientSettings settings = ClientSettings.of("localhost:9000");

        // Then
        assertThatIllegalArgumentException().isThrownBy(() -> ClientSettings.of(""));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withModel(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withDeadline(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withVersion(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withAttempts(6))
                .withMessage("attempts must be from 1 to 5, but are 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withKeepAlive(Duration.ofSeconds(9)))
                .withMessage("keep-alive must be at least PT10S, but is PT9S");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withMaxMessageBytes(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Security(false, Optional.of(Path.of("ca.pem")), Optional.empty()));
    }

    @Test
    void aCertificateThatIsNotThereIsNamed() {
        // Given
        ClientSettings settings =
                ClientSettings.of("localhost:9000").withSecurity(Security.tls(Path.of("no-such-authority.pem")));

        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StudentClient(settings))
                .withMessageContaining("no-such-authority.pem");
    }

    @Test
    void freshnessIsTheAgeOfTheNewestSample() {
        // Given
        var newest = java.time.Instant.ofEpochSecond(100);

        // Then
        assertThat(new ServedWeights(1, 2, Optional.of(newest)).freshness(newest.plusSeconds(3)))
                .contains(Duration.ofSeconds(3));
        assertThat(new ServedWeights(1, 2, Optional.empty()).freshness(newest)).isEmpty();
    }
}
