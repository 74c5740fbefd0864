package io.alambic.kafka;

import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the starts of a service note about one partition, as the metadata of an offset.
 *
 * @param topicId Kafka's id of the topic, empty if the brokers report none
 * @param next offset that a start would read next
 * @param starts consecutive starts that would read on from there
 * @param reading offset that is being read to find out whether it can be; -1 at other times
 * @param readings consecutive starts that began to read it
 * @param unreadable offsets that cannot be read, and are skipped
 */
record StartNote(String topicId, long next, int starts, long reading, int readings, NavigableSet<Long> unreadable) {

    private static final long NONE = -1;
    private static final Pattern TEXT = Pattern.compile(
            "topic=(\\S*) next=(\\d{1,18}) starts=(\\d{1,9}) reading=(-1|\\d{1,18}) readings=(\\d{1,9}) unreadable=([\\d,]*)");
    private static final String COMMA = ",";

    StartNote {
        unreadable = Collections.unmodifiableNavigableSet(new TreeSet<>(unreadable));
    }

    /** A note of no start. */
    StartNote(String topicId, long next) {
        this(topicId, next, 0, NONE, 0, Collections.emptyNavigableSet());
    }

    /** Reads a note; empty if the text is none. */
    static Optional<StartNote> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        NavigableSet<Long> unreadable = new TreeSet<>();
        for (String offset : matcher.group(6).split(COMMA, -1)) {
            if (!offset.isEmpty()) {
                unreadable.add(Long.parseLong(offset));
            }
        }
        return Optional.of(new StartNote(
                matcher.group(1),
                Long.parseLong(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Long.parseLong(matcher.group(4)),
                Integer.parseInt(matcher.group(5)),
                unreadable));
    }

    /** Returns the note of one more start, which reads on from an offset. */
    StartNote startingAt(String id, long offset) {
        if (!topicId.equals(id)) {
            return new StartNote(id, offset).startingAt(id, offset);
        }
        NavigableSet<Long> ahead = unreadable.tailSet(offset, true);
        return offset == next
                ? new StartNote(id, next, starts + 1, reading, readings, ahead)
                : new StartNote(id, offset, 1, NONE, 0, ahead);
    }

    /** Returns the note of a reading that begins. */
    StartNote readingAt(long offset) {
        return new StartNote(topicId, next, starts, offset, offset == reading ? readings + 1 : 1, unreadable);
    }

    /** Returns the note of readings that have ended. */
    StartNote read() {
        return new StartNote(topicId, next, starts, NONE, 0, unreadable);
    }

    /** Returns the note with one more offset that cannot be read. */
    StartNote withUnreadable(long offset) {
        NavigableSet<Long> all = new TreeSet<>(unreadable);
        all.add(offset);
        return new StartNote(topicId, next, starts, NONE, 0, all);
    }

    @Override
    public String toString() {
        return "topic=%s next=%d starts=%d reading=%d readings=%d unreadable=%s"
                .formatted(
                        topicId,
                        next,
                        starts,
                        reading,
                        readings,
                        unreadable.stream().map(String::valueOf).collect(Collectors.joining(COMMA)));
    }
}
