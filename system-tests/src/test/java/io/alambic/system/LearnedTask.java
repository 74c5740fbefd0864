package io.alambic.system;

import io.alambic.client.samples.Samples;
import io.alambic.v1.Figure;
import io.alambic.v1.FigureUnit;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A task with its models, which make_models.py wrote, its samples, and what is expected of a student that has learned it. Immutable.
 *
 * @param name in the configuration
 * @param teacherFormat end of the teacher's file
 * @param input of the teacher
 * @param studentInput of the student: that of the teacher, or another tensor of the samples
 * @param samples makes the next samples, with their labels if the task has some
 * @param answer shape of one answer; -1 where it has the size of its sample
 * @param outputs that answer a request which names none
 * @param closeness of the student's answers to the teacher's
 * @param figures in their order, each with a value that a student which has learned passes
 */
record LearnedTask(
        String name,
        String teacherFormat,
        String input,
        String studentInput,
        Function<SplittableRandom, Samples> samples,
        List<Long> answer,
        List<String> outputs,
        Closeness closeness,
        List<Figure> figures) {

    private static final Map<FigureUnit, String> GAUGE_ENDS = Map.of(
            FigureUnit.FIGURE_UNIT_RATIO, "_ratio",
            FigureUnit.FIGURE_UNIT_NATS, "_nats",
            FigureUnit.FIGURE_UNIT_NUMBER, "");

    /** The size of an open dimension in {@link #answer}. */
    private static final long ANY = -1;

    private static final String SIZES = "T=6/12/24";
    private static final List<String> PROBABILITIES = List.of("logits", "probabilities");
    private static final List<String> NO_PROBABILITIES = List.of("logits");

    /** Classification of series whose number of times is open. */
    static LearnedTask seriesOfAnyLength() {
        return new LearnedTask(
                "classification",
                "onnx",
                LabelledSamples.SERIES_OF_ANY_LENGTH,
                LabelledSamples.SERIES_OF_ANY_LENGTH,
                LabelledSamples::mostFrequentOfTimes,
                List.of(3L),
                PROBABILITIES,
                Closeness.sameClasses(3, true),
                List.of(
                        ratio("agreement", 0.9),
                        kl(),
                        ratio("accuracy", 0.8),
                        less("calibration-error", FigureUnit.FIGURE_UNIT_RATIO, 0.5)));
    }

    static LearnedTask multiLabel() {
        return new LearnedTask(
                "multi-label",
                "onnx",
                LabelledSamples.IMAGE,
                LabelledSamples.IMAGE,
                LabelledSamples::brightQuadrants,
                List.of(4L),
                PROBABILITIES,
                Closeness::sameSigns,
                List.of(ratio("f1", 0.9), ratio("agreement", 0.9), kl(), ratio("mean-average-precision", 0.9)));
    }

    /** Regression by a student that reads another view of the samples than its teacher. */
    static LearnedTask regression() {
        return new LearnedTask(
                "regression",
                "pt",
                LabelledSamples.IMAGE,
                LabelledSamples.HALF,
                LabelledSamples::sumsOfLevels,
                List.of(3L),
                NO_PROBABILITIES,
                Closeness::determination,
                List.of(ratio("r2", 0.95), less("rmse", FigureUnit.FIGURE_UNIT_NUMBER, 400)));
    }

    static LearnedTask embedding() {
        return new LearnedTask(
                "embedding",
                "pt",
                LabelledSamples.IMAGE,
                LabelledSamples.IMAGE,
                LabelledSamples::unlabelled,
                List.of(8L),
                NO_PROBABILITIES,
                Closeness::cosine,
                List.of(ratio("mean-cosine", 0.95), ratio("recall-at-10", 0.3)));
    }

    static LearnedTask dense() {
        return new LearnedTask(
                "dense",
                "onnx",
                LabelledSamples.IMAGE,
                LabelledSamples.IMAGE,
                LabelledSamples::levelsOfPixels,
                List.of(3L, 8L, 8L),
                PROBABILITIES,
                Closeness.sameClasses(3, false),
                figuresOfPlaces());
    }

    /** A class for each time of series whose number of times is open; hidden states [T, D] are learned as well. */
    static LearnedTask tagsOfAnyLength() {
        return new LearnedTask(
                "dense-channels-last",
                "onnx",
                LabelledSamples.SERIES_OF_ANY_LENGTH,
                LabelledSamples.SERIES_OF_ANY_LENGTH,
                LabelledSamples::largestOfEachTime,
                List.of(ANY, 3L),
                PROBABILITIES,
                Closeness.sameClasses(3, true),
                figuresOfPlaces());
    }

    private static List<Figure> figuresOfPlaces() {
        return List.of(
                ratio("mean-iou", 0.9),
                ratio("agreement", 0.9),
                kl(),
                ratio("accuracy", 0.9),
                ratio("label-mean-iou", 0.8));
    }

    private static Figure ratio(String name, double bar) {
        return Figure.newBuilder()
                .setName(name)
                .setUnit(FigureUnit.FIGURE_UNIT_RATIO)
                .setValue(bar)
                .build();
    }

    private static Figure less(String name, FigureUnit unit, double bar) {
        return Figure.newBuilder()
                .setName(name)
                .setUnit(unit)
                .setLessIsBetter(true)
                .setValue(bar)
                .build();
    }

    private static Figure kl() {
        return less("kl", FigureUnit.FIGURE_UNIT_NATS, 1);
    }

    /** Returns the settings of its teacher's model. */
    Map<String, String> teacher() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "alambic.teacher.model",
                model("teacher." + teacherFormat),
                "alambic.teacher.inputs",
                input,
                "alambic.teacher.student-inputs",
                studentInput.substring(0, studentInput.indexOf(':')),
                "alambic.teacher.logits",
                "answer",
                "alambic.teacher.feature-maps",
                answersAreOpen() ? "hidden" : " "));
        if (isOpen()) {
            settings.put("alambic.teacher.sizes", SIZES);
        }
        return settings;
    }

    private boolean answersAreOpen() {
        return answer.contains(ANY);
    }

    private boolean isOpen() {
        return input.equals(LabelledSamples.SERIES_OF_ANY_LENGTH);
    }

    /** Returns the settings of its student's model. */
    Map<String, String> student() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "alambic.student.task",
                name,
                "alambic.student.model.architecture",
                "torchscript",
                "alambic.student.model.file",
                model("student.pt"),
                "alambic.student.model.inputs",
                studentInput,
                "alambic.student.model.outputs",
                answersAreOpen() ? "logits=answer,hidden" : "logits=answer",
                "alambic.student.features",
                answersAreOpen() ? "hidden:hidden" : " ",
                "alambic.student.lambda2",
                answersAreOpen() ? "0.5" : "0"));
        if (isOpen()) {
            settings.put("alambic.student.model.sizes", SIZES);
        }
        return settings;
    }

    private String model(String end) {
        try {
            return Path.of(LearnedTask.class
                            .getResource("/models/%s-%s".formatted(name, end))
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns whether its samples have labels. */
    boolean hasLabels() {
        Samples some = samples.apply(new SplittableRandom(0));
        return some.labelTensor().isPresent() || !some.labels().isEmpty();
    }

    /** Returns the shape of one answer to samples with so many times. */
    List<Long> answer(long times) {
        return answer.stream().map(size -> size == ANY ? (Long) times : size).toList();
    }

    /** Returns how close answers are: 1 where they mean the same. */
    double closeness(float[] student, float[] teacher, List<Long> shape) {
        return closeness.of(student, teacher, Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact)));
    }

    /** Returns the expected names of the gauges, after {@code alambic_student_holdout_}: a figure each, and the agreement of each class. */
    Set<String> gauges() {
        Set<String> names = figures.stream()
                .map(figure -> figure.getName().replace('-', '_') + GAUGE_ENDS.get(figure.getUnit()))
                .collect(Collectors.toSet());
        if (name.equals("classification")) {
            names.add("class_agreement_ratio");
        }
        return names;
    }

    /** Returns whether each measured figure passes the value that is expected of it; one that is missing does not. */
    boolean isLearned(List<Figure> measured) {
        Map<String, Figure> byName = measured.stream().collect(Collectors.toMap(Figure::getName, Function.identity()));
        return figures.stream()
                .allMatch(expected ->
                        byName.containsKey(expected.getName()) && passes(byName.get(expected.getName()), expected));
    }

    private static boolean passes(Figure measured, Figure expected) {
        return measured.getLessIsBetter()
                ? measured.getValue() < expected.getValue()
                : measured.getValue() > expected.getValue();
    }

    @Override
    public String toString() {
        return name;
    }
}
