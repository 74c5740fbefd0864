package io.alambic.teacher.wiring;

import io.alambic.core.model.OutputPick;
import java.util.List;

/** Outputs of a model, as {@code alambic.teacher.feature-maps} names them. */
public record PickedOutputs(List<OutputPick> picks) {}
