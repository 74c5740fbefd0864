package io.alambic.mapping.plan;

import io.alambic.mapping.expression.FieldPath.EachEntry;
import io.alambic.mapping.expression.FieldPath.EachField;
import io.alambic.mapping.expression.FieldPath.Index;
import io.alambic.mapping.expression.FieldPath.Name;
import io.alambic.mapping.expression.FieldPath.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A place in the records at which something is wanted, or below which it is. Built once, then only read. */
public final class PathNode {

    private static final int[] NO_TAKERS = {};

    private final String step;
    private final int number;
    private final Map<String, PathNode> fields = new HashMap<>();
    private final Map<Integer, PathNode> entries = new TreeMap<>();
    private final List<PathNode> children = new ArrayList<>();
    private PathNode eachField;
    private PathNode eachEntry;
    private int[] takers = NO_TAKERS;
    private boolean sample;
    private boolean leadsToSamples;

    private PathNode(String step, int number) {
        this.step = step;
        this.number = number;
    }

    /** The record itself. */
    static PathNode root() {
        return new PathNode("", 0);
    }

    /** Declares the samples. */
    void samplesAt(List<Step> steps) {
        PathNode node = this;
        leadsToSamples = true;
        for (Step next : steps) {
            node = node.child(next);
            node.leadsToSamples = true;
        }
        node.sample = true;
    }

    /**
     * Adds one who takes what is there.
     *
     * @throws IllegalArgumentException if another path makes something else of a place on the way
     */
    void take(List<Step> steps, int taker) {
        PathNode node = this;
        for (Step next : steps) {
            node = node.child(next);
        }
        require(node.children.isEmpty(), steps.isEmpty() ? "." : steps.get(steps.size() - 1));
        node.takers = Arrays.copyOf(node.takers, node.takers.length + 1);
        node.takers[node.takers.length - 1] = taker;
    }

    private PathNode child(Step next) {
        require(takers.length == 0, next);
        if (next instanceof Name name) {
            require(entries.isEmpty() && eachEntry == null && eachField == null, next);
            return fields.computeIfAbsent(name.name(), key -> added(next));
        }
        if (next instanceof Index index) {
            require(fields.isEmpty() && eachEntry == null && eachField == null, next);
            return entries.computeIfAbsent(index.index(), key -> added(next));
        }
        require(fields.isEmpty() && entries.isEmpty(), next);
        if (next instanceof EachEntry) {
            require(eachField == null, next);
            eachEntry = eachEntry == null ? added(next) : eachEntry;
            return eachEntry;
        }
        require(next instanceof EachField && eachEntry == null, next);
        eachField = eachField == null ? added(next) : eachField;
        return eachField;
    }

    private PathNode added(Step next) {
        PathNode child = new PathNode(next.toString(), children.size());
        children.add(child);
        return child;
    }

    private static void require(boolean fits, Object step) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "expected that one place is either a value, a list of which some entries are taken, one of which all are, or an"
                            + " object, but '%s' makes it something else than another path does".formatted(step));
        }
    }

    /** Returns the step that leads here, as it is written. */
    public String step() {
        return step;
    }

    /** Returns the number of this node among the children of its parent. */
    public int number() {
        return number;
    }

    /** Returns the nodes below. */
    public List<PathNode> children() {
        return children;
    }

    /** Returns those who take what is here. */
    public int[] takers() {
        return takers;
    }

    /** Returns whether a sample is here. */
    public boolean isSample() {
        return sample;
    }

    /** Returns whether a sample is here or below. */
    public boolean leadsToSamples() {
        return leadsToSamples;
    }

    /** Returns whether this node leads on to any number of values. */
    public boolean leadsToEach() {
        return eachEntry != null || eachField != null;
    }

    /** Returns whether an object is expected here. */
    public boolean takesObject() {
        return eachField != null || !fields.isEmpty();
    }

    /** Returns whether a list is expected here, of which entries are taken. */
    public boolean takesEntries() {
        return eachEntry != null || !entries.isEmpty();
    }

    /** Returns the node of a field; null if nothing of it is wanted. */
    public PathNode field(String name) {
        return eachField != null ? eachField : fields.get(name);
    }

    /** Returns the node of an entry; null if nothing of it is wanted. */
    public PathNode entry(int index) {
        return eachEntry != null ? eachEntry : entries.get(index);
    }

    /** Returns whether an entry lies behind the end of a list of a length. */
    public boolean isBeyond(int length, PathNode child) {
        return entries.entrySet().stream().anyMatch(entry -> entry.getValue() == child && entry.getKey() >= length);
    }
}
