package io.alambic.student.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides which versions answer. Immutable.
 *
 * @param models the versions that can be named, oldest first
 * @param pin the pinned version, one of these; empty for the newest
 */
record ServedLine(List<ServedModel> models, Optional<ServedModel> pin) {

    static final ServedLine EMPTY = new ServedLine(List.of(), Optional.empty());

    ServedLine {
        models = List.copyOf(models);
    }

    /** Adds a newer version; keeps the newest of the others and the pinned one. */
    ServedLine with(ServedModel next, int kept) {
        List<ServedModel> all = new ArrayList<>(models);
        all.add(next);
        return new ServedLine(all, pin).trimmed(kept);
    }

    /** Adds a version that replaces the pin and all versions that are not older. */
    ServedLine followed(ServedModel next, int kept) {
        List<ServedModel> older = models.stream()
                .filter(model -> model.version() < next.version())
                .toList();
        return new ServedLine(older, Optional.empty()).with(next, kept);
    }

    private ServedLine trimmed(int kept) {
        List<ServedModel> stay = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            ServedModel model = models.get(i);
            if (i >= models.size() - kept || isPin(model)) {
                stay.add(model);
            }
        }
        return new ServedLine(stay, pin);
    }

    private boolean isPin(ServedModel model) {
        return pin.isPresent() && pin.get() == model;
    }

    ServedLine pinned(ServedModel model) {
        return new ServedLine(models, Optional.of(model));
    }

    ServedLine unpinned(int kept) {
        return new ServedLine(models, Optional.empty()).trimmed(kept);
    }

    ServedLine rolledBackTo(ServedModel target) {
        return new ServedLine(models.subList(0, models.indexOf(target) + 1), Optional.of(target));
    }

    boolean isEmpty() {
        return models.isEmpty();
    }

    boolean isPinned() {
        return pin.isPresent();
    }

    Optional<ServedModel> newest() {
        return models.isEmpty() ? Optional.empty() : Optional.of(models.get(models.size() - 1));
    }

    Optional<ServedModel> current() {
        return pin.or(this::newest);
    }

    /** Returns the version that a client named, or the current one if it named none. */
    Optional<ServedModel> named(String version) {
        if (version.isEmpty()) {
            return current();
        }
        return models.stream()
                .filter(model -> version.equals(Long.toString(model.version())))
                .findFirst();
    }

    ServedModel require(long version) throws UnknownVersionException {
        return named(Long.toString(version))
                .orElseThrow(() ->
                        new UnknownVersionException("version %d does not answer; %s do".formatted(version, numbers())));
    }

    ServedModel requireCurrent() throws UnknownVersionException {
        return current().orElseThrow(() -> new UnknownVersionException("no version has been promoted yet"));
    }

    ServedModel requireBeforeCurrent() throws UnknownVersionException {
        int place = models.indexOf(requireCurrent());
        if (place == 0) {
            throw new UnknownVersionException("there is no version before %d that answers; %s do"
                    .formatted(requireCurrent().version(), numbers()));
        }
        return models.get(place - 1);
    }

    private List<Long> numbers() {
        return models.stream().map(ServedModel::version).toList();
    }
}
