package io.alambic.core.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PrivacyAccountTest {

    private static final PrivateVoting VOTING = new PrivateVoting(200, 150, 40, 2, 1e-5);

    @Example
    void questionsAndAnswersAddUp() {
        // Given
        PrivacyAccount account = new PrivacyAccount(List.of());
        double rho = 1000 / (2 * 150.0 * 150) + 300 / (40.0 * 40);

        // When
        for (int i = 0; i < 1000; i++) {
            account.spend(VOTING, i < 300);
        }

        // Then
        assertThat(account.entries()).containsExactly(new PrivacyAccount.Entry(150, 40, 1000, 300));
        assertThat(account.epsilon(1e-5))
                .isCloseTo(RdpCurve.gaussian(Math.sqrt(2 * rho), 1).epsilon(1e-5), within(1e-9));
    }

    @Example
    void theBudgetIsNeverExceededAndAlmostUsedUp() {
        // Given
        PrivacyAccount account = new PrivacyAccount(List.of());

        // When
        while (account.affords(VOTING)) {
            account.spend(VOTING, true);
        }

        // Then
        assertThat(account.epsilon(1e-5)).isBetween(1.98, 2.0);
    }

    @Property
    void whatWasKeptGoesOnFromThere(@ForAll List<Boolean> answers) {
        // Given
        PrivacyAccount account = new PrivacyAccount(List.of());
        PrivacyAccount kept = new PrivacyAccount(List.of());
        PrivateVoting other = new PrivateVoting(200, 100, 30, 2, 1e-5);

        // When
        for (boolean answered : answers) {
            account.spend(answered ? VOTING : other, answered);
            kept = new PrivacyAccount(kept.entries());
            kept.spend(answered ? VOTING : other, answered);
        }

        // Then
        assertThat(kept.entries()).isEqualTo(account.entries());
        assertThat(kept.epsilon(1e-5)).isEqualTo(account.epsilon(1e-5));
    }

    @Example
    void aClearMajorityIsTheAnswerAndALackOfOneIsNone() {
        // Given
        ConfidentVote vote = new ConfidentVote(new PrivateVoting(150, 5, 5, 2, 1e-5), new Random(1));

        // When, Then
        for (int i = 0; i < 200; i++) {
            assertThat(vote.answer(new long[] {10, 230, 10})).hasValue(1);
            assertThat(vote.answer(new long[] {80, 90, 80})).isEmpty();
        }
    }

    @Example
    void equalCountsComeEquallyOften() {
        // Given
        ConfidentVote vote = new ConfidentVote(new PrivateVoting(1, 0.001, 0.001, 2, 1e-5), new Random(1));

        // When
        int[] answers = new int[3];
        for (int i = 0; i < 3000; i++) {
            answers[vote.answer(new long[] {5, 5, 5}).orElseThrow()]++;
        }

        // Then
        assertThat(answers[0]).isBetween(850, 1150);
        assertThat(answers[1]).isBetween(850, 1150);
    }

    @Example
    void numbersThatPromiseNothingAreRefused() {
        // When, Then
        assertThatThrownBy(() -> new PrivateVoting(0, 1, 1, 1, 1e-5))
                .hasMessage("expected a threshold of at least 1 vote, but got 0");
        assertThatThrownBy(() -> new PrivateVoting(1, 0, 1, 1, 1e-5))
                .hasMessage("expected a sigma from 0.001 to 1.0E9 votes, but got 0.0");
        assertThatThrownBy(() -> new PrivateVoting(1, 1, 1, 0, 1e-5))
                .hasMessage("expected an epsilon greater than 0, but got 0.0");
        assertThatThrownBy(() -> new PrivateVoting(1, 1, 1, 1, 1))
                .hasMessage("expected a delta between 0 and 1, but got 1.0");
        assertThatThrownBy(() -> new PrivacyAccount.Entry(1, 1, 1, 2))
                .hasMessage("expected no more answers than questions, but got 2 of 1");
    }
}
