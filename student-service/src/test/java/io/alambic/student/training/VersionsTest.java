package io.alambic.student.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.core.evaluate.PromotionRule;
import io.alambic.student.TinyTask;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VersionsTest {

    private static final TrainerSettings SETTINGS = new TrainerSettings(
            TinyTask.candidate(), new PromotionRule(1), Duration.ofSeconds(1), Duration.ofSeconds(10), 5);

    @Test
    void beginsBehindTheNewest() {
        // Given
        Versions versions = new Versions(41, SETTINGS);

        // When
        long next = versions.next();

        // Then
        assertThat(next).isEqualTo(42);
        assertThat(versions.newest()).isEqualTo(42);
    }

    @Test
    void reservesMoreThanFitBetweenTwoCheckpoints() {
        // Given
        Versions beforeTheCrash = new Versions(0, SETTINGS);
        long checkpointed = beforeTheCrash.reserved();
        for (int i = 0; i < 10; i++) {
            beforeTheCrash.next();
        }

        // When
        long afterTheCrash = new Versions(checkpointed, SETTINGS).next();

        // Then
        assertThat(afterTheCrash).isGreaterThan(beforeTheCrash.newest());
    }
}
