package io.alambic.teacher.wiring;

import java.util.List;

/** Tensors of a sample, as {@code alambic.teacher.student-inputs} names them. */
public record TensorNames(List<String> names) {}
