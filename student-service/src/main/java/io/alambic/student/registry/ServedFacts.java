package io.alambic.student.registry;

import io.alambic.core.checkpoint.Lineage;
import io.alambic.core.evaluate.HoldoutFigures;
import java.util.Optional;

/**
 * What is known about promoted weights.
 *
 * @param version number of the promotion, unique for a student, greater than that of any before
 * @param lineage what they learned from
 * @param figures on the holdout, with which they were promoted; empty where they are not known
 */
public record ServedFacts(long version, Lineage lineage, Optional<HoldoutFigures> figures) {}
