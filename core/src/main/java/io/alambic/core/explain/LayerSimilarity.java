package io.alambic.core.explain;

/**
 * How alike a layer of the teacher and one of the student are.
 *
 * @param teacherLayer name of a feature map, or {@code logits}
 * @param studentLayer the same of the student
 * @param cka {@link MinibatchCka} of the two, -1..1
 */
public record LayerSimilarity(String teacherLayer, String studentLayer, double cka) {}
