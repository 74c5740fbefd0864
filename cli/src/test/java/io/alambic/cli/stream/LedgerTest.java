package io.alambic.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.alambic.cli.stream.Ledger.Place;
import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Ledger ledger = new Ledger();

    @Test
    void aRecordIsOpenUntilItMeetsItsFate() {
        // Given
        ledger.produced(new Place(0, 0), 64);
        ledger.produced(new Place(0, 1), 64);
        ledger.produced(new Place(0, 2), 1);

        // When
        ledger.taught(new Place(0, 0), 64);
        ledger.deadLettered(new Place(0, 2), 1);

        // Then
        assertThat(ledger.producedSamples()).isEqualTo(129);
        assertThat(ledger.taughtSamples()).isEqualTo(64);
        assertThat(ledger.deadLetteredSamples()).isEqualTo(1);
        assertThat(ledger.openSamples()).isEqualTo(64);
        assertThat(ledger.repeatedRecords()).isZero();
    }

    @Test
    void theSameOffsetOfAnotherPartitionIsAnotherRecord() {
        // Given
        ledger.produced(new Place(0, 7), 2);
        ledger.produced(new Place(1, 7), 3);

        // When
        ledger.taught(new Place(1, 7), 3);

        // Then
        assertThat(ledger.openSamples()).isEqualTo(2);
    }

    @Test
    void aSecondFateIsNoticed() {
        // Given
        ledger.produced(new Place(0, 0), 64);
        ledger.taught(new Place(0, 0), 64);

        // When
        ledger.taught(new Place(0, 0), 64);
        ledger.deadLettered(new Place(0, 0), 64);

        // Then
        assertThat(ledger.repeatedRecords()).isEqualTo(2);
        assertThat(ledger.taughtSamples()).isEqualTo(128);
    }
}
