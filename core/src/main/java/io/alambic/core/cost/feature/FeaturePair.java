package io.alambic.core.cost.feature;

/**
 * A pair of feature maps: the student's learns to match the teacher's.
 *
 * @param teacher name of the teacher's map
 * @param student name of the student's map
 * @param weight the pair's share in the feature term, finite and greater than 0
 */
public record FeaturePair(String teacher, String student, float weight) {

    public FeaturePair {
        if (teacher.isBlank() || student.isBlank()) {
            throw new IllegalArgumentException("a feature pair names a map of the teacher and one of the student");
        }
        if (!Float.isFinite(weight) || weight <= 0) {
            throw new IllegalArgumentException("feature pair %s:%s: weight must be finite and greater than 0, but is %s"
                    .formatted(teacher, student, weight));
        }
    }

    /**
     * Reads {@code teacher:student} or {@code teacher:student:weight}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static FeaturePair parse(String text) {
        String[] parts = text.trim().split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException(
                    "expected teacher-map:student-map[:weight], but got '%s'".formatted(text));
        }
        try {
            return new FeaturePair(parts[0], parts[1], parts.length == 3 ? Float.parseFloat(parts[2]) : 1);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "expected a number as weight in teacher-map:student-map:weight, but got '%s'".formatted(text), e);
        }
    }

    /** Returns the name of the pair's projector. */
    String key() {
        return teacher + "-" + student;
    }
}
