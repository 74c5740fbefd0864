package io.alambic.student.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class StudentMainTest {

    @Test
    void saysWhatKafkaSaysOnlyInTheCause() {
        // When
        String sentence = StudentMain.message(
                new KafkaException("Failed to construct kafka consumer", new ConfigException("Invalid url: nowhere")));

        // Then
        assertThat(sentence).isEqualTo("Failed to construct kafka consumer: Invalid url: nowhere");
    }

    @Test
    void saysWhatAnyOtherFailureSaysItself() {
        // When
        String sentence = StudentMain.message(new IOException("no folder", new IOException("I/O error")));

        // Then
        assertThat(sentence).isEqualTo("no folder");
    }
}
