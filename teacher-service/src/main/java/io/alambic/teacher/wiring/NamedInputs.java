package io.alambic.teacher.wiring;

import io.alambic.core.tensor.TensorSpec;
import java.util.List;

/** Inputs of a model, as {@code alambic.teacher.inputs} names them. */
public record NamedInputs(List<TensorSpec> specs) {}
