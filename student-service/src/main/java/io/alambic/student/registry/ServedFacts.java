package io.alambic.student.registry;

import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.figures.HoldoutFigures;
import java.util.Optional;

/**
 * Describes promoted weights.
 *
 * @param version number of the promotion, unique for a student, greater than that of any before
 * @param lineage the training data that the weights have learned from
 * @param figures on the holdout at the promotion; empty if unknown
 */
public record ServedFacts(long version, Lineage lineage, Optional<HoldoutFigures> figures) {}
