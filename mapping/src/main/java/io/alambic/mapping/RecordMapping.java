package io.alambic.mapping;

import io.alambic.core.settings.InvalidSettingException;
import io.alambic.core.settings.SettingsCheck;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.mapping.expression.Source;
import io.alambic.mapping.format.RecordFormat;
import io.alambic.mapping.format.RecordFormats;
import io.alambic.mapping.plan.MappingPlan;
import io.alambic.mapping.plan.TensorPlan;
import io.alambic.mapping.walk.RecordWalk;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Makes samples of records that were not written for Alambic: a pure function. The same record gives the same bytes, wherever and
 * whenever it is mapped. Thread safe.
 */
public final class RecordMapping {

    private final MappingSettings settings;
    private final RecordFormat format;
    private final MappingPlan plan;
    private final int maxBytes;

    /** What a walk is made of is kept from record to record; at most as many as threads have mapped at the same time. */
    private final Queue<RecordWalk> idle = new ConcurrentLinkedQueue<>();

    private RecordMapping(MappingSettings settings, RecordFormat format, MappingPlan plan, int maxBytes) {
        this.settings = settings;
        this.format = format;
        this.plan = plan;
        this.maxBytes = maxBytes;
    }

    /**
     * Returns the mapping of some settings.
     *
     * @param maxBytes most bytes that the samples of a record may take
     * @throws InvalidSettingException with one line for each invalid setting, which begins with its key
     */
    public static RecordMapping of(MappingSettings settings, int maxBytes) {
        SettingsCheck check = new SettingsCheck("alambic.mapping");
        Supplier<RecordFormat> format = check.check(() -> RecordFormats.of(settings, System::nanoTime));
        Supplier<MappingPlan> plan = check.check(() -> MappingPlan.of(settings));
        return check.require(() -> new RecordMapping(settings, format.get(), plan.get(), maxBytes));
    }

    /** Returns the tensors of one sample; an open dimension has a letter, and the size 1. */
    public List<TensorSpec> tensors() {
        return plan.inputs().stream().map(TensorPlan::spec).toList();
    }

    /** Returns the largest number in a tensor, where it holds categories or tokens only; empty if nothing bounds it, or there is none of this name. */
    public OptionalLong most(String tensor) {
        return plan.inputs().stream()
                .filter(planned -> planned.name().equals(tensor))
                .map(TensorPlan::most)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    /**
     * Returns the same mapping of some of its tensors, for a question: who asks has no label, identity and time, which are not
     * looked for. The filter and the bits of these tensors stay as they are.
     *
     * @throws IllegalArgumentException if it has none of a name
     */
    public RecordMapping answering(Set<String> names) {
        List<TensorMapping> kept = settings.tensors().stream()
                .filter(tensor -> names.contains(tensor.name()))
                .toList();
        if (kept.size() < names.size()) {
            throw new IllegalArgumentException(
                    "expected the tensors %s, but the mapping makes %s".formatted(new TreeSet<>(names), tensors()));
        }
        MappingSettings question = new MappingSettings(
                settings.format(),
                settings.samples(),
                settings.filters(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                kept,
                settings.schemas(),
                settings.folder());
        return new RecordMapping(question, format, MappingPlan.of(question), maxBytes);
    }

    /** Returns the names of the headers that it reads. */
    public Set<String> headers() {
        Set<String> names = new TreeSet<>(format.headers());
        for (MappingPlan.TakerPlan taker : plan.takers()) {
            if (taker.source() instanceof Source.Header header) {
                names.add(header.name());
            }
        }
        return names;
    }

    /** Returns whether there is someone else, such as a schema registry, who may have to be asked about records. */
    public boolean asksOthers() {
        return settings.schemas().registry().isPresent();
    }

    /** Returns whether someone else may have to be asked about a record, which takes time. */
    public boolean mayWait(SourceRecord record) {
        return record.value() != null && format.mayWait(record);
    }

    /** Returns whether a record takes much longer than to hand it to another thread, as images do. */
    public boolean isCostly() {
        return plan.tensors().stream()
                .flatMap(tensor -> tensor.fields().stream())
                .map(field -> field.expression().chain().unfolding())
                .anyMatch(unfolding -> unfolding != null && unfolding.isCostly());
    }

    /**
     * Returns the samples of a record. A tombstone has none.
     *
     * @throws RefusedRecordException if it cannot be mapped, or none of its samples can
     * @throws RegistryUnavailableException if the registry that knows its schema does not answer; the record is not at fault
     */
    public MappedSamples map(SourceRecord record) throws RefusedRecordException {
        if (record.value() == null) {
            return MappedSamples.none(0);
        }
        RecordWalk waiting = idle.poll();
        RecordWalk walk = waiting == null ? new RecordWalk(format, plan, maxBytes) : waiting;
        try {
            return walk.map(record);
        } finally {
            if (walk.isSmall()) {
                idle.offer(walk);
            }
        }
    }
}
