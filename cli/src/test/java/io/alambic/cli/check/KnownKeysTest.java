package io.alambic.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownKeysTest {

    private final KnownKeys keys = KnownKeys.load();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alambic",
                "alambic.teacher",
                "alambic.teacher.max-batch",
                "alambic.mapping.filter[2]",
                "alambic.mapping.tensors.image.fields",
                "alambic.up.records[0]",
            })
    void whatTheServicesReadIsKnown(String key) {
        assertThat(keys.contains(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alambic.teecher", "alambic.teacher.max-bach", "alambic.mapping.tensors.image.feilds"})
    void nothingElseIs(String key) {
        assertThat(keys.contains(key)).isFalse();
    }

    @Test
    void itSaysWhatMayStandThere() {
        assertThat(keys.beside("alambic.teecher"))
                .isEqualTo("alambic has mapping, merge, student, teacher, topics, up");
        assertThat(keys.beside("alambic.up.record")).isEqualTo("alambic.up has passes, rate, records");
    }
}
