package io.alambic.teacher.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.core.merge.AnswerLogits;
import io.alambic.core.privacy.PrivacyAccount;
import io.alambic.core.privacy.PrivateVoting;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeded simulation: a process draws answers, commits now and then, and ends at any moment. What commits together is the place in the
 * votes, the store and the answers; what is not committed is gone, and drawn anew.
 */
class WhatIsSpentSurvivesCrashesTest {

    private static final int BALLOTS = 120;
    private static final PrivateVoting VOTING = new PrivateVoting(2, 2, 3, 20, 1e-5);

    private final List<Long> released = new ArrayList<>();
    private int committed;
    private byte[] kept;
    private int drawnInVain;

    /** A life of the process. */
    private final class Life implements PrivacyListener {

        private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
        private final KeyValueStore<String, byte[]> store = AccountStore.storeBuilder()
                .withLoggingDisabled()
                .withCachingDisabled()
                .build();
        private final VoteStep step;
        private int place = committed;
        private double spent;

        Life(Random noise) {
            step = new VoteStep(VOTING, noise, this);
            store.init(context.getStateStoreContext(), store);
            if (kept != null) {
                store.put("account", kept);
            }
            step.init(context);
        }

        void next() {
            step.process(new Record<>(null, ballot(place++), 0));
        }

        void commit() {
            context.forwarded()
                    .forEach(forward -> released.add(offset(forward.record().value())));
            context.resetForwards();
            kept = store.get("account");
            committed = place;
        }

        void crash() {
            drawnInVain += context.forwarded().size();
        }

        @Override
        public void decided(VoteFate fate, int knowledgeBytes) {}

        @Override
        public void spent(double epsilon, boolean exhausted) {
            spent = epsilon;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsSpentIsWhatWasReleased(long seed) {
        // Given
        Random chance = new Random(seed);
        Random noise = new Random(seed + 1000);
        Life life = new Life(noise);

        // When
        while (committed < BALLOTS) {
            if (life.place < BALLOTS) {
                life.next();
            }
            if (life.place == BALLOTS || chance.nextInt(6) == 0) {
                life.commit();
            } else if (chance.nextInt(8) == 0) {
                life.crash();
                life = new Life(noise);
            }
        }

        // Then
        life = new Life(noise);
        assertThat(released).doesNotHaveDuplicates().isSorted();
        PrivacyAccount.Entry entry =
                new AccountStore(life.store).read().entries().get(0);
        assertThat(entry.answers()).isEqualTo(released.size());
        assertThat(life.spent).isLessThanOrEqualTo(VOTING.epsilon()).isGreaterThan(VOTING.epsilon() * 0.9);
        assertThat(life.spent).isEqualTo(new PrivacyAccount(List.of(entry)).epsilon(VOTING.delta()));
        assertThat(drawnInVain).isPositive();
    }

    private static byte[] ballot(long offset) {
        return Knowledge.newBuilder()
                .setOrigin(Origin.newBuilder().setTopic("samples").setOffset(offset))
                .setLogits(AnswerLogits.write(new float[][] {{3, 1, 0}}, List.of(3L)))
                .build()
                .toByteArray();
    }

    private static long offset(byte[] value) {
        try {
            return Knowledge.parseFrom(value).getOrigin().getOffset();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("no knowledge record", e);
        }
    }
}
