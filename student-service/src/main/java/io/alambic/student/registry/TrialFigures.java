package io.alambic.student.registry;

/**
 * Figures of a candidate's trial on requests.
 *
 * @param candidate the model on trial; its network may be closed at any moment
 * @param compared samples that both the candidate and the served weights have answered
 * @param agreeing compared samples to which both answer alike
 */
public record TrialFigures(ServedModel candidate, long compared, long agreeing) {}
