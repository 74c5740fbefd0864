package io.alambic.student.batch;

import static io.alambic.student.batch.Samples.K0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SlotRingTest {

    private static final long PLENTY = 1 << 30;

    @Test
    void hasOneSlotMoreThanItMayPrefetch() {
        // Given
        SlotRing ring = new SlotRing(2, 4, PLENTY);

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
        SlotRing ring = new SlotRing(2, 4, PLENTY);
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
        SlotRing ring = new SlotRing(1, 4, PLENTY);
        BatchSlot slot = ring.tryTake();
        slot.append(Samples.record(K0, 0, 0, 3, Samples.none()), 0, 3);
        slot.complete(true, List.of(), Map.of(K0, 1L), Map.of(), "", List.of());

        // When
        ring.release(slot);

        // Then
        assertThat(slot.rows()).isZero();
        assertThat(slot.lineage()).isNull();
    }

    @Test
    void beginsNoOtherBatchWhileThoseThatWaitHoldTooManyBytes() throws Exception {
        // Given
        SlotRing ring = new SlotRing(4, 4, 1);
        BatchSlot full = ring.tryTake();
        full.append(Samples.record(K0, 0, 0, 3, Samples.none()), 0, 3);
        ring.submit(full);
        assertThat(ring.tryTake()).isNull();

        // When
        BatchSlot polled = ring.poll(0);

        // Then
        assertThat(polled).isSameAs(full);
        assertThat(ring.tryTake()).isNotNull();
    }

    @Test
    void takesTheSlotFirstWhoseMemoryHasGrownAlready() {
        // Given
        SlotRing ring = new SlotRing(4, 4, PLENTY);
        BatchSlot used = ring.tryTake();

        // When
        ring.release(used);

        // Then
        assertThat(ring.tryTake()).isSameAs(used);
    }

    @Test
    void wakesWhoWaitsForAFreeSlot() throws Exception {
        // Given
        SlotRing ring = new SlotRing(1, 4, PLENTY);
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
    void wakesNobodyForOneSlotWhereHalfOfThemWillBeFreeSoon() throws Exception {
        // Given
        SlotRing ring = new SlotRing(4, 4, PLENTY);
        List<BatchSlot> all = Stream.generate(ring::tryTake).limit(5).toList();
        List<BatchSlot> taken = new ArrayList<>();
        Thread waiting = new Thread(() -> {
            try {
                ring.awaitFree(TimeUnit.MINUTES.toMillis(1));
                taken.add(ring.tryTake());
                taken.add(ring.tryTake());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.start();

        // When
        ring.release(all.get(0));
        while (waiting.getState() != Thread.State.TIMED_WAITING && waiting.isAlive()) {
            Thread.onSpinWait();
        }
        ring.release(all.get(1));

        // Then
        waiting.join();
        assertThat(taken).containsExactly(all.get(1), all.get(0));
    }

    @Test
    void refusesARingWithoutSlots() {
        assertThatThrownBy(() -> new SlotRing(0, 4, PLENTY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slots, batch size and bytes must be at least 1, but are 0, 4 and 1073741824");
    }
}
