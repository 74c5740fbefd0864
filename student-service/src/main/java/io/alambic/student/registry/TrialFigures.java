package io.alambic.student.registry;

/**
 * How far a candidate's trial on requests has come.
 *
 * @param candidate whose network may be closed at any moment
 * @param compared samples that the candidate and the served weights have both computed
 * @param agreeing those of them on which both name one class
 */
public record TrialFigures(ServedModel candidate, long compared, long agreeing) {}
