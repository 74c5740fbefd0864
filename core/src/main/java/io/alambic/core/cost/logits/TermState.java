package io.alambic.core.cost.logits;

import io.alambic.core.bucket.PlaceMask;
import java.util.Optional;

/**
 * What the terms of a student share and keep from step to step.
 *
 * @param variance of the teacher's answers, which no gradient changes
 * @param projector of the student's answers, which is trained
 * @param mask of the student's answers; empty if they have no open dimension
 */
public record TermState(TeacherVariance variance, AnswerProjector projector, Optional<PlaceMask> mask) {}
