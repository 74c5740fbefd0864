package io.alambic.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartNoteTest {

    private static final String TOPIC = "Zx_0-y";

    @Test
    void isReadAsItWasWritten() {
        // Given
        StartNote note = new StartNote(TOPIC, 1L << 40)
                .startingAt(TOPIC, 1L << 40)
                .withUnreadable((1L << 40) + 3)
                .withUnreadable((1L << 40) + 1)
                .readingAt((1L << 40) + 5);

        // Then
        assertThat(StartNote.parse(note.toString())).contains(note);
    }

    @Test
    void aNoteOfATopicWithoutAnIdIsReadToo() {
        // Given
        StartNote note = new StartNote("", 0);

        // Then
        assertThat(StartNote.parse(note.toString())).contains(note);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "something else", "topic=x next=-4 starts=1 reading=-1 readings=0 unreadable="})
    void anotherTextIsNone(String text) {
        assertThat(StartNote.parse(text)).isEmpty();
    }

    @Test
    void startsFromOneOffsetAreCountedAndBeginAnewBehindIt() {
        // Given
        StartNote third = new StartNote(TOPIC, 7)
                .startingAt(TOPIC, 7)
                .startingAt(TOPIC, 7)
                .startingAt(TOPIC, 7);

        // Then
        assertThat(third.starts()).isEqualTo(3);
        assertThat(third.startingAt(TOPIC, 8).starts()).isEqualTo(1);
    }

    @Test
    void whatIsUnreadableIsForgottenOnceItIsPassedOrTheTopicIsAnother() {
        // Given
        StartNote note = new StartNote(TOPIC, 7).withUnreadable(8).withUnreadable(10);

        // Then
        assertThat(note.startingAt(TOPIC, 8).unreadable()).containsExactly(8L, 10L);
        assertThat(note.startingAt(TOPIC, 9).unreadable()).containsExactly(10L);
        assertThat(note.startingAt("another", 8).unreadable()).isEmpty();
    }

    @Test
    void startsThatBeganToReadOneRecordAreCounted() {
        // Given
        StartNote first = new StartNote(TOPIC, 7).startingAt(TOPIC, 7).readingAt(9);

        // When
        StartNote second = first.startingAt(TOPIC, 7).readingAt(9);

        // Then
        assertThat(first.readings()).isEqualTo(1);
        assertThat(second.readings()).isEqualTo(2);
        assertThat(second.readingAt(10).readings()).isEqualTo(1);
        assertThat(second.read().readings()).isZero();
    }
}
