package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TeacherLifeCycleTest {

    private final TeacherLifeCycle life = new TeacherLifeCycle();

    @Test
    void waitsJoinsTeachesAndStops() {
        assertThat(life.state()).isEqualTo(TeacherLifeCycle.State.WAITING_FOR_TOPICS);
        life.topicsFound();
        assertThat(life.state()).isEqualTo(TeacherLifeCycle.State.JOINING);
        life.joined();
        assertThat(life.state()).isEqualTo(TeacherLifeCycle.State.TEACHING);
        life.stop();
        assertThat(life.state()).isEqualTo(TeacherLifeCycle.State.STOPPED);
        assertThat(life.failure()).isEmpty();
    }

    @Test
    void doesNotTeachBeforeTheTopicsAreFound() {
        // Given
        AtomicInteger began = new AtomicInteger();
        life.teaching().thenRun(began::incrementAndGet);

        // When
        life.joined();

        // Then
        assertThat(life.state()).isEqualTo(TeacherLifeCycle.State.WAITING_FOR_TOPICS);
        assertThat(began).hasValue(0);
    }

    @Test
    void saysOnceThatItTeaches() {
        // Given
        AtomicInteger began = new AtomicInteger();
        life.teaching().thenRun(began::incrementAndGet);
        life.topicsFound();

        // When: its group is balanced twice
        life.joined();
        life.joined();

        // Then
        assertThat(began).hasValue(1);
    }

    @Test
    void theFirstFailureStaysTheReason() {
        // Given
        life.fail("the model is broken");

        // When
        life.fail("Kafka Streams stopped");

        // Then
        assertThat(life.state()).isEqualTo(TeacherLifeCycle.State.FAILED);
        assertThat(life.failure()).contains("the model is broken");
    }

    @Test
    void aFailureIsForGood() {
        // Given
        life.topicsFound();
        life.fail("the model is broken");

        // When
        life.joined();
        life.stop();

        // Then
        assertThat(life.state()).isEqualTo(TeacherLifeCycle.State.FAILED);
    }

    @Test
    void whatFailsAfterTheStopIsNoFailure() {
        // Given
        life.stop();

        // When
        life.fail("too late");

        // Then
        assertThat(life.state()).isEqualTo(TeacherLifeCycle.State.STOPPED);
        assertThat(life.failure()).isEmpty();
    }
}
