package io.alambic.core.hyperparameters;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alambic.testing.Memory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever text stands for a schedule, it is read or refused with a reason. */
class ScheduleFuzzTest {

    static Stream<byte[]> texts() {
        return Stream.of("0.5", "linear(1, 0, 10000)", "cosine(4, 1, 20000)", "linear(1e999,NaN,9e18)", "1e1000000000")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("texts")
    @FuzzTest
    void everyTextIsReadOrRefused(byte[] text) {
        Memory.requireInProportion(text, () -> {
            try {
                Schedule schedule = Schedule.parse(new String(text, StandardCharsets.UTF_8));
                assertThat(Schedule.parse(schedule.toString())).hasToString(schedule.toString());
                assertThat(schedule.at(Long.MAX_VALUE)).isEqualTo(schedule.to());
            } catch (IllegalArgumentException e) {
                assertThat(e).message().isNotBlank();
            }
        });
    }
}
