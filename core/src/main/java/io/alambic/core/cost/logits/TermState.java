package io.alambic.core.cost.logits;

/**
 * What the terms of a student keep from step to step.
 *
 * @param variance of the teacher's answers, which no gradient changes
 * @param projector of the student's answers, which is trained
 */
public record TermState(TeacherVariance variance, AnswerProjector projector) {}
