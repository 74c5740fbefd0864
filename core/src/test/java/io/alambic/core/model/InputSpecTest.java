package io.alambic.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputSpecTest {

    @ParameterizedTest
    @ValueSource(strings = {"image:FP32:3xHxW", "input.1:INT64:T", "encoder/mask:BOOL:12", "flag:INT32:"})
    void whatIsReadIsFormattedAsItWas(String text) {
        assertThat(InputSpec.parseAll(text)).singleElement().returns(text, InputSpec::format);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image",
                "image:FP32",
                "two words:FP32:1",
                "image:FLOAT:1",
                "image:FP32:1x",
                "image:FP32:1,image:FP32:1"
            })
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> InputSpec.parseAll(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text.split(",")[0]);
    }
}
