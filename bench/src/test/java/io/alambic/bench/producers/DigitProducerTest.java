package io.alambic.bench.producers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigitProducerTest {

    @Test
    void aMissingPackageIsNamed() {
        assertThat(DigitProducer.failure(1, "Traceback\nModuleNotFoundError: No module named 'confluent_kafka'\n"))
                .endsWith("it needs Debian's python3-confluent-kafka.");
    }

    @Test
    void anyOtherFailureIsToldInPythonsWords() {
        assertThat(DigitProducer.failure(1, "Traceback\n  File\nFileNotFoundError: no such file: 'x.jpg'\n\n"))
                .endsWith("produce_digits.py ended with status 1: FileNotFoundError: no such file: 'x.jpg'");
        assertThat(DigitProducer.failure(-9, "")).endsWith("ended with status -9: it says nothing");
    }
}
