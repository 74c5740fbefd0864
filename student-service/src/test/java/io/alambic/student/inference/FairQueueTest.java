package io.alambic.student.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.inference.ModelInferRequest;
import io.alambic.student.protocol.CheckedRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private static final QueueLimits WIDE = new QueueLimits(1000, 1_000_000);
    private static final int BYTES = 100;

    private final FairQueue queue = new FairQueue();

    @Test
    void whoAsksOnceGoesBeforeWhoHasAskedALotAlready() {
        // Given
        for (int i = 0; i < 50; i++) {
            queue.add(call("greedy", 64), WIDE);
        }
        queue.take(1);
        InferenceCall modest = call("modest", 1);

        // When
        queue.add(modest, WIDE);

        // Then
        assertThat(queue.take(1)).containsExactly(modest);
    }

    @Test
    void turnsAreCountedInSamples() {
        // Given
        List<InferenceCall> large = List.of(call("large", 4), call("large", 4));
        List<InferenceCall> small = new ArrayList<>();
        large.forEach(call -> queue.add(call, WIDE));
        for (int i = 0; i < 8; i++) {
            small.add(call("small", 1));
            queue.add(small.get(i), WIDE);
        }

        // When
        List<InferenceCall> taken = queue.take(7);

        // Then
        List<InferenceCall> expected = new ArrayList<>(List.of(large.get(0)));
        expected.addAll(small.subList(0, 4));
        expected.add(large.get(1));
        expected.add(small.get(4));
        assertThat(taken).containsExactlyElementsOf(expected);
    }

    @Test
    void aFullQueueMakesRoomWithTheLastCallOfWhoAsksMost() {
        // Given
        QueueLimits three = new QueueLimits(3, 1_000_000);
        List<InferenceCall> greedy = List.of(call("greedy", 1), call("greedy", 1), call("greedy", 1));
        greedy.forEach(call -> queue.add(call, three));
        InferenceCall modest = call("modest", 1);

        // When
        List<InferenceCall> refused = queue.add(modest, three);

        // Then
        assertThat(refused).containsExactly(greedy.get(2));
        assertThat(queue.take(9)).containsExactly(greedy.get(0), modest, greedy.get(1));
    }

    @Test
    void aFullQueueRefusesWhoAsksMostAndNobodyElse() {
        // Given
        QueueLimits three = new QueueLimits(3, 1_000_000);
        queue.add(call("modest", 1), three);
        queue.add(call("greedy", 1), three);
        queue.add(call("greedy", 1), three);
        InferenceCall more = call("greedy", 1);

        // When
        List<InferenceCall> refused = queue.add(more, three);

        // Then
        assertThat(refused).containsExactly(more);
    }

    @Test
    void roomForBytesIsNotMadeInVain() {
        // Given
        QueueLimits limits = new QueueLimits(9, 250);
        queue.add(call("greedy", 1), limits);
        queue.add(call("greedy", 1), limits);
        InferenceCall huge = call("modest", 1, 400);

        // When
        List<InferenceCall> refused = queue.add(huge, limits);

        // Then
        assertThat(refused).containsExactly(huge);
        assertThat(queue.take(9)).hasSize(2);
    }

    /**
     * Whatever is asked, every call is taken or refused once, those of a client that are taken keep their order, and the
     * limits hold.
     *
     * @param script for each step a client (0 to 3), or 4 to take two calls
     */
    @Property(tries = 300)
    void everyCallHasOneFateAndClientsKeepTheirOrder(
            @ForAll @Size(max = 60) List<@IntRange(max = 4) Integer> script,
            @ForAll @IntRange(min = 1, max = 6) int most) {
        FairQueue fair = new FairQueue();
        QueueLimits limits = new QueueLimits(most, 1_000_000);
        List<InferenceCall> added = new ArrayList<>();
        List<InferenceCall> taken = new ArrayList<>();
        List<InferenceCall> refused = new ArrayList<>();
        for (int client : script) {
            if (client == 4) {
                if (!fair.isEmpty()) {
                    taken.addAll(fair.take(2));
                }
                continue;
            }
            InferenceCall call = call(client, 1 + added.size() % 3);
            added.add(call);
            refused.addAll(fair.add(call, limits));
            assertThat(added.size() - taken.size() - refused.size()).isBetween(0, most);
        }
        taken.addAll(fair.takeAll());

        List<InferenceCall> fates = new ArrayList<>(taken);
        fates.addAll(refused);
        assertThat(fates).containsExactlyInAnyOrderElementsOf(added);
        Map<Object, Integer> last = new HashMap<>();
        for (InferenceCall call : taken) {
            int place = added.indexOf(call);
            assertThat(last.put(call.client(), place))
                    .satisfiesAnyOf(before -> assertThat(before).isNull(), before -> assertThat(before)
                            .isLessThan(place));
        }
    }

    private static InferenceCall call(Object client, int samples) {
        return call(client, samples, BYTES);
    }

    private static InferenceCall call(Object client, int samples, int bytes) {
        return new InferenceCall(
                new CheckedRequest(
                        ModelInferRequest.getDefaultInstance(),
                        List.of(),
                        samples,
                        bytes,
                        List.of(),
                        Collections.emptyNavigableMap(),
                        List.of(),
                        false,
                        0),
                new RecordedResponse(client),
                System.nanoTime());
    }
}
