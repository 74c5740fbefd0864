package io.alambic.core.eventtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTimesTest {

    @Test
    void aTimeIsMillisecondsSinceTheEpoch() {
        assertThat(EventTimes.millis(time(12, 345_678_901))).isEqualTo(12_345);
        assertThat(EventTimes.millis(time(-62_135_596_800L, 0))).isEqualTo(-62_135_596_800_000L);
        assertThat(EventTimes.millis(time(253_402_300_799L, 999_999_999))).isEqualTo(253_402_300_799_999L);
    }

    @ParameterizedTest
    @CsvSource({"-62135596801, 0", "253402300800, 0", "9223372036854775807, 0", "0, -1", "0, 1000000000"})
    void aTimeOutsideOfTheCalendarIsRefused(long seconds, int nanos) {
        assertThatThrownBy(() -> EventTimes.millis(time(seconds, nanos)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Long.toString(seconds));
    }

    private static Timestamp time(long seconds, int nanos) {
        return Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
    }
}
