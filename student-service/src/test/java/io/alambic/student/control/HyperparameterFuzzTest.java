package io.alambic.student.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.alambic.core.hyperparameters.Hyperparameter;
import io.alambic.student.TinyTask;
import io.alambic.testing.Memory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the control topic holds, every hyperparameter keeps a value that can be learned with. */
class HyperparameterFuzzTest {

    private static final String PREFIX = "student/small/";

    static Stream<byte[]> records() {
        return Stream.of(
                        "lambda1=0.25",
                        "lambda2=linear(1, 0, 10)",
                        "temperature=cosine(4, 1, 20)",
                        "learning-rate=1e-3",
                        "lambda1=1e1000000000",
                        "lambda1=NaN",
                        "nothing=1")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("records")
    @FuzzTest
    void everyRecordLeavesHyperparametersToLearnWith(byte[] record) {
        String text = new String(record, StandardCharsets.UTF_8);
        int end = Math.max(0, text.indexOf('='));
        byte[] value = text.substring(end).replaceFirst("=", "").getBytes(StandardCharsets.UTF_8);
        Memory.requireInProportion(record, () -> {
            LiveHyperparameters hyperparameters =
                    new LiveHyperparameters("small", TinyTask.candidate(), false, setting -> {});
            hyperparameters.accept(PREFIX + text.substring(0, end), value);
            for (Hyperparameter hyperparameter : Hyperparameter.values()) {
                assertThat(hyperparameters.current().at(hyperparameter, 0))
                        .isFinite()
                        .isNotNegative();
            }
            assertThat(hyperparameters.current().at(Hyperparameter.TEMPERATURE, 0))
                    .isPositive();
        });
    }
}
