package io.alambic.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MemoryTest {

    private static final byte[] MESSAGE = new byte[100];
    private static final int MUCH = 4 << 20;

    private Object kept;

    @Test
    void readingMayTakeMemoryInProportionToTheMessage() {
        assertThatCode(() -> Memory.requireInProportion(MESSAGE, () -> kept = MESSAGE.clone()))
                .doesNotThrowAnyException();
    }

    @Test
    void heapBeyondThatIsAFault() {
        assertThatThrownBy(() -> Memory.requireInProportion(MESSAGE, () -> kept = new byte[MUCH]))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("reading took 4,");
    }

    @Test
    void directMemoryBeyondThatIsAFault() {
        assertThatThrownBy(() -> Memory.requireInProportion(MESSAGE, () -> kept = ByteBuffer.allocateDirect(MUCH)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("reading took 4,");
    }
}
