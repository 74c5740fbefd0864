package io.alambic.core.cost.feature;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.alambic.core.cost.PerPlace;
import io.alambic.core.tensor.TensorSpec;
import io.alambic.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * A pair of feature maps: the student's learns to match the teacher's.
 *
 * @param teacher name of the teacher's map, without {@code @} and {@code :}
 * @param teacherView how the teacher's map is seen
 * @param student name of the student's map, without {@code @} and {@code :}
 * @param studentView how the student's map is seen
 * @param weight the pair's share in the feature term, finite and greater than 0
 */
public record FeaturePair(
        String teacher, FeatureView teacherView, String student, FeatureView studentView, float weight) {

    private static final String FORM = "teacher-map[@view]:student-map[@view][:weight]";
    private static final int FLAT = 2;

    public FeaturePair {
        if (teacher.isBlank() || student.isBlank()) {
            throw new IllegalArgumentException("a feature pair names a map of the teacher and one of the student");
        }
        requireName(teacher);
        requireName(student);
        if (!Float.isFinite(weight) || weight <= 0) {
            throw new IllegalArgumentException("feature pair %s:%s: weight must be finite and greater than 0, but is %s"
                    .formatted(teacher, student, weight));
        }
    }

    /** A pair of maps as they are. */
    public FeaturePair(String teacher, String student, float weight) {
        this(teacher, FeatureView.NONE, student, FeatureView.NONE, weight);
    }

    private static void requireName(String map) {
        if (map.indexOf('@') >= 0 || map.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "the name of a paired map has no @ and no :, but is '%s'".formatted(map));
        }
    }

    /**
     * Reads {@code teacher:student} or {@code teacher:student:weight}; a view may follow each name, as in {@code
     * teacher@grid:student}.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static FeaturePair parse(String text) {
        String[] parts = text.trim().split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException("expected %s, but got '%s'".formatted(FORM, text));
        }
        try {
            return new FeaturePair(
                    name(parts[0]),
                    view(parts[0]),
                    name(parts[1]),
                    view(parts[1]),
                    parts.length == 3 ? Float.parseFloat(parts[2]) : 1);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "expected a number as weight in %s, but got '%s'".formatted(FORM, text), e);
        }
    }

    private static String name(String side) {
        int at = side.indexOf('@');
        return at < 0 ? side : side.substring(0, at);
    }

    private static FeatureView view(String side) {
        int at = side.indexOf('@');
        return at < 0 ? FeatureView.NONE : FeatureView.named(side.substring(at + 1));
    }

    /** Returns the name of the pair's projector. */
    String key() {
        return teacherSeen() + "-" + studentSeen();
    }

    private String teacherSeen() {
        return teacher + teacherView.suffix();
    }

    private String studentSeen() {
        return student + studentView.suffix();
    }

    /** Returns the pair with its views beside the names. */
    @Override
    public String toString() {
        return "FeaturePair[teacher=%s, student=%s, weight=%s]".formatted(teacherSeen(), studentSeen(), weight);
    }

    /**
     * Refuses a student's map that cannot be compared with any map of a teacher.
     *
     * @param map shape of one sample
     * @throws IllegalArgumentException naming the pair and saying what is possible
     */
    public void requireStudent(FeatureDistance distance, Shape map) {
        try {
            Shape seen = studentView.of(map);
            distance.requireComparable(seen, seen);
            if (distance.comparesPlaces() && teacherView.rank() > 0 && teacherView.rank() != seen.dimension()) {
                throw new IllegalArgumentException("the teacher's map %s has %d dimensions, but the student's is %s"
                        .formatted(teacherView.suffix(), teacherView.rank(), seen));
            }
        } catch (IllegalArgumentException e) {
            throw ofThisPair(e);
        }
    }

    /**
     * Refuses maps that cannot be compared, not even through a projector.
     *
     * @param studentMap shape of one sample
     * @param teacherMap shape of one sample
     * @throws IllegalArgumentException naming the pair and saying what is possible
     */
    public void requireComparable(FeatureDistance distance, Shape studentMap, Shape teacherMap) {
        try {
            FeaturePair seen = distance.comparesPlaces() ? withChannels(studentMap, teacherMap) : this;
            distance.requireComparable(seen.studentView.of(studentMap), seen.teacherView.of(teacherMap));
        } catch (IllegalArgumentException e) {
            throw ofThisPair(e);
        }
    }

    private IllegalArgumentException ofThisPair(IllegalArgumentException e) {
        return new IllegalArgumentException(
                "feature pair %s:%s: %s".formatted(teacherSeen(), studentSeen(), e.getMessage()), e);
    }

    /**
     * Returns this pair for a student's map, whose open dimensions are places: a map [T, D] is seen as tokens and [C, T] as a series. The
     * teacher's map is seen alike unless the pair says how.
     *
     * @throws IllegalArgumentException if the open dimensions cannot be places, saying what is possible
     */
    public FeaturePair seen(TensorSpec studentMap) {
        if (!studentMap.isOpen()) {
            return this;
        }
        List<String> letters = studentMap.letters();
        boolean tokens = letters.size() == FLAT && letters.get(1).isEmpty();
        boolean channelsFirst = letters.size() >= FLAT && letters.get(0).isEmpty();
        if (!tokens && !channelsFirst) {
            throw ofThisPair(new IllegalArgumentException(
                    "the student's map %s has open dimensions %s, but expected [T, D], [C, T] or [C, H, W] with its channels fixed"
                            .formatted(studentMap.sampleShape(), letters)));
        }
        FeatureView only = letters.size() != FLAT ? FeatureView.NONE : tokens ? FeatureView.TOKENS : FeatureView.SERIES;
        FeatureView ofTeacher = teacherView == FeatureView.NONE ? only : teacherView;
        if ((studentView != FeatureView.NONE && studentView != only) || ofTeacher.rank() != only.rank()) {
            throw ofThisPair(new IllegalArgumentException(
                    "the student's map %s has open dimensions %s, which can only be seen %s"
                            .formatted(
                                    studentMap.sampleShape(),
                                    letters,
                                    only == FeatureView.NONE ? "as it is" : only.suffix())));
        }
        return with(only, ofTeacher);
    }

    /**
     * Returns what the teacher's map must be: of any size where only channels are compared, and with the student's places where these are
     * open.
     *
     * @param studentMap for which this pair was {@link #seen}
     * @param teacherMap shape of one sample
     */
    public TensorSpec teacherMap(TensorSpec studentMap, Shape teacherMap) {
        TensorSpec asItIs = new TensorSpec(teacher, TensorType.FP32, teacherMap);
        if (!studentMap.isOpen()
                || teacherMap.dimension() != studentMap.letters().size()) {
            return asItIs;
        }
        boolean turned = studentView != teacherView;
        List<String> letters = new ArrayList<>();
        long[] shape = teacherMap.getShape().clone();
        for (int axis = 0; axis < shape.length; axis++) {
            int own = turned ? shape.length - 1 - axis : axis;
            letters.add(studentMap.letters().get(own));
            if (!letters.get(axis).isEmpty()) {
                shape[axis] = studentMap.sampleShape().get(own);
            }
        }
        return new TensorSpec(teacher, TensorType.FP32, new Shape(shape), letters);
    }

    /** Returns the axis of the student's map that holds the channels, counted from 0; for open maps that were {@link #seen}. */
    int studentChannels() {
        return studentView == FeatureView.TOKENS ? 1 : 0;
    }

    /** Returns a map as rows, one for each place. */
    static NDArray rows(NDArray map, FeatureView view) {
        return PerPlace.rows(map, view == FeatureView.TOKENS);
    }

    /**
     * Returns this pair with a view of each map of rank 2 that has none. Its places are the axis on which it equals the other
     * map, the first one where that could be either; equal shapes stay as they are.
     *
     * @throws IllegalArgumentException if no axis is equal, naming the views
     */
    FeaturePair withChannels(Shape studentMap, Shape teacherMap) {
        boolean studentOpen = studentView == FeatureView.NONE && studentMap.dimension() == FLAT;
        boolean teacherOpen = teacherView == FeatureView.NONE && teacherMap.dimension() == FLAT;
        if (studentOpen && teacherOpen) {
            return studentMap.equals(teacherMap) ? this : withBoth(studentMap, teacherMap);
        }
        Shape own = studentView.of(studentMap);
        Shape target = teacherView.of(teacherMap);
        if (studentOpen && target.dimension() == FLAT) {
            return with(layout(studentMap, target), teacherView);
        }
        if (teacherOpen && own.dimension() == FLAT) {
            return with(studentView, layout(teacherMap, own));
        }
        return this;
    }

    private FeaturePair withBoth(Shape studentMap, Shape teacherMap) {
        if (studentMap.get(0) == teacherMap.get(0)) {
            return with(FeatureView.TOKENS, FeatureView.TOKENS);
        }
        if (studentMap.get(1) == teacherMap.get(1)) {
            return with(FeatureView.SERIES, FeatureView.SERIES);
        }
        throw unknown(studentMap, teacherMap);
    }

    /** Returns the view by which an open map has as many places as the other one, which is seen as [C, T]. */
    private static FeatureView layout(Shape open, Shape other) {
        if (open.get(1) == other.get(1)) {
            return FeatureView.SERIES;
        }
        if (open.get(0) == other.get(1)) {
            return FeatureView.TOKENS;
        }
        throw unknown(open, other);
    }

    private static IllegalArgumentException unknown(Shape one, Shape other) {
        return new IllegalArgumentException(
                "the maps %s and %s agree in no axis: say @tokens for a map [T, D] and @series for a map [C, T]"
                        .formatted(one, other));
    }

    private FeaturePair with(FeatureView ofStudent, FeatureView ofTeacher) {
        return new FeaturePair(teacher, ofTeacher, student, ofStudent, weight);
    }
}
