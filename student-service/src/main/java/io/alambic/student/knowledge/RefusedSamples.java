package io.alambic.student.knowledge;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;

/** The samples of one record that are refused, each by itself; the first reason of each counts. Used by one thread. */
public final class RefusedSamples {

    private final int samples;
    private final BitSet all = new BitSet();
    private final List<Group> groups = new ArrayList<>();

    private record Group(Refusal refusal, BitSet samples, IntFunction<String> message) {

        RefusedKnowledgeException reason(int sample, int refused) {
            return new RefusedKnowledgeException(refusal, refused, message.apply(sample), null);
        }
    }

    /** Receives a refused sample. */
    public interface Visitor {

        void refused(int sample, RefusedKnowledgeException reason) throws InterruptedException;
    }

    /** Creates an empty set for a record of that many samples. */
    RefusedSamples(int samples) {
        this.samples = samples;
    }

    /**
     * Refuses samples.
     *
     * @param message says for the index of a sample what was expected and received
     */
    void add(Refusal refusal, BitSet refused, IntFunction<String> message) {
        BitSet added = (BitSet) refused.clone();
        added.andNot(all);
        if (!added.isEmpty()) {
            all.or(added);
            groups.add(new Group(refusal, added, message));
        }
    }

    /**
     * Refuses the record if none of its samples is left.
     *
     * @throws RefusedKnowledgeException with the reason of the first sample that was refused
     */
    void requireSomeLeft() throws RefusedKnowledgeException {
        if (all.cardinality() == samples) {
            Group first = groups.get(0);
            throw first.reason(first.samples().nextSetBit(0), samples);
        }
    }

    /** Visits every refused sample. */
    public void forEach(Visitor visitor) throws InterruptedException {
        for (Group group : groups) {
            for (int at = group.samples().nextSetBit(0);
                    at >= 0;
                    at = group.samples().nextSetBit(at + 1)) {
                visitor.refused(at, group.reason(at, 1));
            }
        }
    }

    /** Returns the number of samples of the record. */
    int samples() {
        return samples;
    }

    /** Returns the indexes of the refused ones. */
    BitSet indexes() {
        return all;
    }
}
