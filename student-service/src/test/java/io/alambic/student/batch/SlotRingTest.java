package io.alambic.student.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SlotRingTest {

    @Test
    void hasOneSlotMoreThanItMayPrefetch() {
        // Given
        SlotRing ring = new SlotRing(2, 4);

        // When
        BatchSlot first = ring.tryTake();
        BatchSlot second = ring.tryTake();
        BatchSlot third = ring.tryTake();
        BatchSlot fourth = ring.tryTake();

        // Then
        assertThat(first).isNotNull();
        assertThat(second).isNotNull();
        assertThat(third).isNotNull();
        assertThat(fourth).isNull();
    }

    @Test
    void givesBatchesInTheOrderInWhichTheyCame() throws Exception {
        // Given
        SlotRing ring = new SlotRing(2, 4);
        BatchSlot first = ring.tryTake();
        BatchSlot second = ring.tryTake();
        ring.submit(first);
        ring.submit(second);

        // When
        BatchSlot polled = ring.poll(0);

        // Then
        assertThat(polled).isSameAs(first);
        assertThat(ring.waiting()).isEqualTo(1);
    }

    @Test
    void aReleasedSlotIsEmpty() throws Exception {
        // Given
        SlotRing ring = new SlotRing(1, 4);
        BatchSlot slot = ring.tryTake();
        slot.append(Samples.record("k-0", 0, 0, 3, Samples.none()), 0, 3);
        slot.complete(true, List.of(), Map.of("k-0", 1L), Map.of());

        // When
        ring.release(slot);

        // Then
        assertThat(slot.rows()).isZero();
        assertThat(slot.lineage()).isNull();
    }

    @Test
    void wakesWhoWaitsForAFreeSlot() throws Exception {
        // Given
        SlotRing ring = new SlotRing(1, 4);
        BatchSlot slot = ring.tryTake();
        assertThat(ring.tryTake()).isNotNull();
        CompletableFuture<BatchSlot> waiting = CompletableFuture.supplyAsync(() -> {
            BatchSlot taken = null;
            while (taken == null) {
                try {
                    ring.awaitFree(TimeUnit.MINUTES.toMillis(1));
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted", e);
                }
                taken = ring.tryTake();
            }
            return taken;
        });

        // When
        ring.release(slot);

        // Then
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isSameAs(slot);
    }

    @Test
    void refusesARingWithoutSlots() {
        assertThatThrownBy(() -> new SlotRing(0, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slots and batch size must be at least 1, but are 0 and 4");
    }
}
