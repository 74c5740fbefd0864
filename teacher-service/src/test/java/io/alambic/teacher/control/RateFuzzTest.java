package io.alambic.teacher.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alambic.testing.Memory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the control topic holds, there is a rate from 0 to 1. */
class RateFuzzTest {

    static Stream<byte[]> values() {
        return Stream.of("0.5", "1", "-1", "NaN", "1e-999999999", "0x1p-3")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("values")
    @FuzzTest
    void everyValueLeavesARate(byte[] value) {
        Memory.requireInProportion(value, () -> {
            Settings settings = new Settings();
            settings.set(value);
            ControlSetting<TeachingRate> setting = new ControlSetting<>(
                    settings, ControlSetting.TEACHING_RATE, new TeachingRate(0.75), TeachingRate::new);
            assertThat(setting.current().value()).isBetween(0.0, 1.0);
        });
    }
}
