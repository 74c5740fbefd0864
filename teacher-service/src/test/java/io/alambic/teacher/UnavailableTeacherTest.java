package io.alambic.teacher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.mapping.RegistryUnavailableException;
import io.alambic.models.remote.ModelUnavailableException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class UnavailableTeacherTest {

    @Test
    void aRemoteModelThatDoesNotAnswerForNowIsAskedAgainByANewThread() {
        // Given
        TeacherLifeCycle life = new TeacherLifeCycle();
        Throwable error = new StreamsException(
                new ModelUnavailableException("no answer", new IllegalStateException("connection refused")));

        // When
        StreamThreadExceptionResponse response = new FailurePolicy(life).handle(error);

        // Then
        assertThat(response).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        assertThat(life.failure()).isEmpty();
    }

    @Test
    void aSchemaRegistryThatDoesNotAnswerForNowIsAskedAgainByANewThread() {
        // Given
        TeacherLifeCycle life = new TeacherLifeCycle();
        Throwable error = new StreamsException(new RegistryUnavailableException("no answer", null));

        // When
        StreamThreadExceptionResponse response = new FailurePolicy(life).handle(error);

        // Then
        assertThat(response).isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        assertThat(life.failure()).isEmpty();
    }

    @Test
    void aRemoteModelThatRefusesStopsTheService() {
        // Given
        TeacherLifeCycle life = new TeacherLifeCycle();

        // When
        StreamThreadExceptionResponse response =
                new FailurePolicy(life).handle(new StreamsException(new IllegalStateException("it refuses")));

        // Then
        assertThat(response).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        assertThat(life.failure()).contains("it refuses");
    }
}
