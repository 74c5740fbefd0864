package io.alambic.student.knowledge;

import io.alambic.core.tensor.EncodedTensor;
import java.util.List;

/**
 * The tensors of a knowledge record that the student needs, all with the same number of samples.
 *
 * @param samples N, at least 1
 * @param inputs inputs in the order of the student's signature
 * @param logits the teacher's answers
 * @param labels as the task has them; null if it has none
 * @param features the teacher's feature maps that the student learns from
 * @param refused samples that cannot be learned from
 */
record CheckedTensors(
        int samples,
        List<EncodedTensor> inputs,
        EncodedTensor logits,
        EncodedTensor labels,
        List<EncodedTensor> features,
        RefusedSamples refused) {}
