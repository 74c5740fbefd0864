package io.alambic.datasets.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.alambic.client.NamedTensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenizedTextsTest {

    private final TokenizedTexts texts = new TokenizedTexts(
            List.of(new long[] {5, 6}, new long[] {7, 8}, new long[] {9}, new long[] {1, 2, 3}),
            new int[] {0, 1, 1, 2},
            TokenizedTexts.BERT);

    @Test
    void textsOfOneLengthTravelTogether() {
        assertThat(texts.together(0, 10)).isEqualTo(2);
        assertThat(texts.together(0, 1)).isEqualTo(1);
        assertThat(texts.together(2, 10)).isEqualTo(1);
        assertThat(texts.tensors(0, 2))
                .containsExactly(
                        NamedTensor.of("input_ids", new long[] {5, 6, 7, 8}, 2, 2),
                        NamedTensor.of("attention_mask", new long[] {1, 1, 1, 1}, 2, 2),
                        NamedTensor.of("token_type_ids", new long[] {0, 0, 0, 0}, 2, 2));
        assertThat(texts.with(List.of("input_ids")).tensors(3, 1))
                .containsExactly(NamedTensor.of("input_ids", new long[] {1, 2, 3}, 1, 3));
    }

    @Test
    void theFirstTextsKeepTheirLabels() {
        assertThat(texts.first(2).size()).isEqualTo(2);
        assertThat(texts.first(2).label(1)).isEqualTo(1);
        assertThat(texts.first(9).size()).isEqualTo(4);
        assertThat(texts.classes()).isEqualTo(3);
    }

    @Test
    void theShareOfPaddingIsThatOfWhatIsComputed() {
        assertThat(texts.paddingShare(List.of(2, 4))).isCloseTo(2.0 / 10, within(1e-12));
        assertThat(texts.paddingShare(List.of(1, 2, 3))).isZero();
        assertThatThrownBy(() -> texts.paddingShare(List.of(1, 2)))
                .hasMessage("a text of 3 tokens is longer than all of [1, 2]");
    }
}
