package io.alambic.teacher.privacy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.alambic.core.merge.AnswerLogits;
import io.alambic.core.privacy.ConfidentVote;
import io.alambic.core.privacy.PrivacyAccount;
import io.alambic.core.privacy.PrivateVoting;
import io.alambic.core.tensor.InvalidTensorException;
import io.alambic.v1.Knowledge;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Draws the answer to each sample of the votes on it, and keeps what that costs.
 *
 * <pre>
 *   votes ──→ affordable? ──no──→ no budget
 *                 └─yes─→ spend ──→ enough votes, with noise? ──no──→ no consensus
 *                                        └─yes─→ largest, with noise ──→ answer
 * </pre>
 *
 * <p>There is one task of it, whatever the number of partitions: what it spends is all that is spent. Used by one thread.
 */
final class VoteStep extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private final PrivateVoting voting;
    private final ConfidentVote vote;
    private final PrivacyListener listener;
    private AccountStore store;

    VoteStep(PrivateVoting voting, RandomGenerator random, PrivacyListener listener) {
        this.voting = voting;
        this.vote = new ConfidentVote(voting, random);
        this.listener = listener;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        store = new AccountStore(context.getStateStore(AccountStore.STORE));
        tell(store.read());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        PrivacyAccount account = store.read();
        if (!account.affords(voting)) {
            listener.decided(VoteFate.NO_BUDGET, 0);
            return;
        }
        Knowledge ballot = parse(record.value());
        AnswerLogits counts = counts(ballot);
        OptionalInt answer = vote.answer(votes(counts));
        account.spend(voting, answer.isPresent());
        store.keep(account);
        tell(account);
        if (answer.isEmpty()) {
            listener.decided(VoteFate.NO_CONSENSUS, 0);
            return;
        }
        byte[] knowledge = ballot.toBuilder()
                .setLogits(AnswerLogits.write(
                        new float[][] {certain(answer.getAsInt(), counts.classes())}, List.of((long) counts.classes())))
                .build()
                .toByteArray();
        context().forward(record.withValue(knowledge));
        listener.decided(VoteFate.ANSWERED, knowledge.length);
    }

    private static Knowledge parse(byte[] value) {
        try {
            return Knowledge.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the topic of votes holds what is no record of them: " + e.getMessage(), e);
        }
    }

    private static AnswerLogits counts(Knowledge ballot) {
        try {
            return AnswerLogits.of(ballot.getLogits());
        } catch (InvalidTensorException e) {
            throw new IllegalStateException("the topic of votes holds what is no record of them: " + e.getMessage(), e);
        }
    }

    private static long[] votes(AnswerLogits counts) {
        float[] row = counts.row(0, 0, new int[0], counts.classes());
        long[] votes = new long[row.length];
        for (int c = 0; c < votes.length; c++) {
            votes[c] = (long) row[c];
        }
        return votes;
    }

    /** Returns logits of which only one class is possible. */
    private static float[] certain(int answer, int classes) {
        float[] logits = new float[classes];
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        logits[answer] = 0;
        return logits;
    }

    private void tell(PrivacyAccount account) {
        listener.spent(account.epsilon(voting.delta()), !account.affords(voting));
    }
}
