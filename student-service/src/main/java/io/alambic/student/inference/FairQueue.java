package io.alambic.student.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Waiting calls in the order of start-time fair queueing (Goyal, Vin and Cheng, SIGCOMM 1996) over clients: a client that has
 * asked for few samples goes before one that has asked for many, and the calls of one client keep their order. The start of
 * a call is {@code max(start of the call taken last, start + samples of its client's call before)}. Not thread safe.
 */
final class FairQueue {

    private record Waiting(InferenceCall call, long start, long arrival) {}

    private final NavigableSet<Waiting> waiting =
            new TreeSet<>(Comparator.comparingLong(Waiting::start).thenComparingLong(Waiting::arrival));
    private final Map<Object, Long> ends = new HashMap<>();
    private long now;
    private long arrivals;
    private long bytes;

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Adds a call. Where that exceeds the limits, calls that would be taken after it leave, from the last on.
     *
     * @return the calls that leave; the added one alone if there is no room for it
     */
    List<InferenceCall> add(InferenceCall call, QueueLimits limits) {
        Waiting added = new Waiting(call, Math.max(now, ends.getOrDefault(call.client(), now)), arrivals++);
        List<Waiting> leaving = new ArrayList<>();
        long rest = bytes;
        Iterator<Waiting> last = waiting.descendingIterator();
        while (!limits.allow(
                waiting.size() - leaving.size(), rest, call.request().bytes())) {
            Waiting next = last.next();
            if (next.start() <= added.start()) {
                return List.of(call);
            }
            leaving.add(next);
            rest -= next.call().request().bytes();
        }
        leaving.forEach(this::leave);
        waiting.add(added);
        bytes += call.request().bytes();
        ends.put(call.client(), added.start() + call.samples());
        return leaving.stream().map(Waiting::call).toList();
    }

    private void leave(Waiting one) {
        remove(one);
        ends.put(one.call().client(), one.start());
    }

    private void remove(Waiting one) {
        waiting.remove(one);
        bytes -= one.call().request().bytes();
    }

    /** Returns, in order, the calls that request the same version as the first. */
    List<InferenceCall> ofOneVersion() {
        String version = waiting.first().call().version();
        return waiting.stream()
                .map(Waiting::call)
                .filter(call -> call.version().equals(version))
                .toList();
    }

    /** Takes the first calls of {@link #ofOneVersion}. */
    List<InferenceCall> take(int calls) {
        String version = waiting.first().call().version();
        List<Waiting> taken = waiting.stream()
                .filter(one -> one.call().version().equals(version))
                .limit(calls)
                .toList();
        taken.forEach(this::remove);
        now = taken.get(taken.size() - 1).start();
        if (waiting.isEmpty()) {
            ends.clear();
            now = 0;
        } else {
            ends.values().removeIf(end -> end <= now);
        }
        return taken.stream().map(Waiting::call).toList();
    }

    /** Takes all calls. */
    List<InferenceCall> takeAll() {
        List<InferenceCall> all = waiting.stream().map(Waiting::call).toList();
        waiting.clear();
        ends.clear();
        bytes = 0;
        return all;
    }
}
