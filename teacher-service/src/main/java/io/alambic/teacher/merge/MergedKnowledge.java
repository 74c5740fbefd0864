package io.alambic.teacher.merge;

import io.alambic.v1.Knowledge;
import java.util.BitSet;
import java.util.List;

/**
 * Knowledge of the samples that the same teachers answered.
 *
 * @param answers that are in it, in the order of the settings
 * @param samples indexes in the sample record
 */
record MergedKnowledge(Knowledge knowledge, List<Answer> answers, BitSet samples) {}
