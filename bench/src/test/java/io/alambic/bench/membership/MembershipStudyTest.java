package io.alambic.bench.membership;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.data.LabelledData;
import io.alambic.core.privacy.PrivateVoting;
import io.alambic.core.tensor.EncodedTensor;
import io.alambic.core.tensor.Quantization;
import io.alambic.core.tensor.TensorType;
import io.alambic.core.zoo.Cnn;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MembershipStudyTest {

    private static final int MEMBERS = 60;

    @Test
    void aTeacherGivesAwayWhatItLearnedByHeartAndStudentsOfPublicSamplesDoNot() {
        // Given labels that nothing but learning by heart can know
        LabelledData noise = noise(3 * MEMBERS, 1);
        var settings = new MembershipStudy.Settings(
                new Cnn(List.of(1, 6, 6), List.of(16), List.of(64), 2),
                MEMBERS,
                3,
                200,
                20,
                new PrivateVoting(1, 2, 2, 20, 1e-5));

        // When
        Map<String, List<MembershipStudy.Figures>> figures;
        try (NDManager manager = NDManager.newBaseManager()) {
            figures = new MembershipStudy(settings, Random::new, line -> {})
                    .run(noise, noise(40, 2), List.of(1L), manager);
        }

        // Then
        assertThat(figures.keySet())
                .containsExactly("teacher of all", "its student", "student of votes", "student of private votes");
        assertThat(auc(figures, "teacher of all")).isGreaterThan(0.8);
        assertThat(auc(figures, "student of private votes")).isLessThan(0.7);
        assertThat(figures.get("student of private votes")).singleElement().satisfies(one -> {
            assertThat(one.epsilon()).isLessThanOrEqualTo(20);
            assertThat(one.samples()).isPositive().isLessThan(MEMBERS);
        });
        assertThat(new MembershipReport("noise", settings, figures).text())
                .contains("60 confidential samples, 3 teachers", "| teacher of all | 60 |");
    }

    private static double auc(Map<String, List<MembershipStudy.Figures>> figures, String name) {
        return figures.get(name).get(0).attack().auc();
    }

    private static LabelledData noise(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] pixels = new byte[count * 36];
        random.nextBytes(pixels);
        return new LabelledData(
                new EncodedTensor(
                        Cnn.IMAGE,
                        TensorType.UINT8,
                        new Shape(count, 1, 6, 6),
                        ByteBuffer.wrap(pixels),
                        new Quantization(1f / 255, 0)),
                random.ints(count, 0, 2).toArray());
    }
}
