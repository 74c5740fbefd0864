package io.alambic.cli.quickstart.distillation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alambic.cli.ToolsJar;
import io.alambic.cli.UserError;
import io.alambic.cli.quickstart.run.QuickstartSettings;
import io.alambic.cli.quickstart.run.RunContext;
import io.alambic.cli.report.QuickstartTask;
import io.alambic.cli.run.Screen;
import io.alambic.datasets.ChosenSamples;
import io.alambic.datasets.LabelledSamples;
import io.alambic.datasets.text.SentenceEncoder;
import io.alambic.datasets.text.TextFolder;
import io.alambic.datasets.text.TextSet;
import io.alambic.datasets.text.TextTokenizer;
import io.alambic.datasets.text.TokenizedTexts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Distils a transformer: it answers all texts, for few of them have labels.
 */
public final class TextDistillation implements Distillation {

    private static final List<Integer> SIZES = Stream.of(
                    TextSet.SIZES.substring("T=".length()).split("/"))
            .map(Integer::valueOf)
            .toList();

    private final RunContext context;
    private final TextFolder data;
    private final SentenceEncoder encoder;
    private final TokenizedTexts train;
    private final TokenizedTexts test;
    private final TextGoal goal;

    private TextDistillation(
            RunContext context,
            TextFolder data,
            SentenceEncoder encoder,
            TokenizedTexts train,
            TokenizedTexts test,
            TextGoal goal) {
        this.context = context;
        this.data = data;
        this.encoder = encoder;
        this.train = train;
        this.test = test;
        this.goal = goal;
    }

    /** Reads the texts and the transformer; downloads them first if they are missing. */
    public static TextDistillation find(RunContext context) throws InterruptedException {
        QuickstartSettings settings = context.settings();
        Screen screen = context.screen();
        Path cache = context.home().cache();
        TextFolder data = TextSet.SPAM.texts(cache, settings.data(), line -> screen.say("data: %s", line));
        SentenceEncoder encoder = TextSet.SPAM.encoder(cache, line -> screen.say("data: %s", line));
        try (TextTokenizer tokenizer = TextTokenizer.read(encoder.tokenizer(), longest())) {
            TokenizedTexts train = tokenizer.tokenized(data.train());
            TokenizedTexts test = tokenizer.tokenized(data.test()).with(List.of(TokenizedTexts.IDS));
            TextDistillation texts =
                    new TextDistillation(context, data, encoder, train, test, goal(settings, train.size()));
            settings.samplesOf(texts.stream().size());
            screen.say(
                    "data: %,d training texts, %,d of them with labels, and %,d test texts in %s",
                    train.size(), texts.goal.labelled(), test.size(), data.path());
            return texts;
        }
    }

    private static TextGoal goal(QuickstartSettings settings, int texts) {
        return settings.task() == QuickstartTask.EMBEDDING
                ? new EmbeddedTexts()
                : new ClassifiedTexts(settings.labelled(texts), settings.seed());
    }

    private static int longest() {
        return SIZES.get(SIZES.size() - 1);
    }

    @Override
    public QuickstartTask task() {
        return goal.task();
    }

    @Override
    public LabelledSamples stream() {
        return new ChosenSamples(train, context.settings().passes(), goal.labelled());
    }

    @Override
    public LabelledSamples test() {
        return test;
    }

    @Override
    public TrainedTeacher teacher() throws InterruptedException {
        TeacherStore.Wanted wanted = new TeacherStore.Wanted(
                List.of(data.path().resolve(TextFolder.TRAIN), data.path().resolve(TextFolder.TEST), encoder.model()),
                goal.training(),
                TrainedTeacher.OTHER,
                goal.doing());
        return new TeacherStore(context).get(wanted, this::train);
    }

    private void train(Path place) throws InterruptedException {
        List<String> arguments = new ArrayList<>(
                List.of("train-teacher", "--encoder", encoder.model().toString(), "--out", place.toString()));
        arguments.addAll(texts());
        arguments.addAll(goal.arguments());
        new ToolsJar(context.home()).require("The teacher's training", arguments);
    }

    /** Returns the options that name the texts and their tokens. */
    private List<String> texts() {
        return List.of(
                "--texts",
                data.path().toString(),
                "--tokenizer",
                encoder.tokenizer().toString(),
                "--sizes",
                TextSet.SIZES);
    }

    @Override
    public Map<String, String> teacherSettings(TrainedTeacher teacher) {
        return Map.of(
                "alambic.teacher.model",
                model(teacher).toString(),
                "alambic.teacher.inputs",
                TokenizedTexts.BERT.stream().map(TextDistillation::input).collect(Collectors.joining(",")),
                "alambic.teacher.sizes",
                TextSet.SIZES,
                "alambic.teacher.logits",
                goal.output(),
                "alambic.teacher.logits-from",
                "logits",
                "alambic.teacher.feature-maps",
                "",
                "alambic.teacher.student-inputs",
                TokenizedTexts.IDS,
                "alambic.teacher.max-batch",
                "64");
    }

    private static Path model(TrainedTeacher teacher) {
        return teacher.folder().resolve("teacher.onnx");
    }

    private static String input(String name) {
        return name + ":INT64:T";
    }

    @Override
    public Map<String, String> studentSettings(TrainedTeacher teacher) {
        Map<String, String> all = new HashMap<>(goal.student(teacher));
        all.put("alambic.student.task", task().toString());
        all.putAll(Map.ofEntries(
                Map.entry(
                        "alambic.student.model.architecture", context.settings().student()),
                Map.entry("alambic.student.model.inputs", input(TokenizedTexts.IDS)),
                Map.entry("alambic.student.model.sizes", TextSet.SIZES),
                Map.entry("alambic.student.model.convolutions", "64"),
                Map.entry("alambic.student.model.dense", ""),
                Map.entry("alambic.student.features", ""),
                Map.entry("alambic.student.batch-size", "16"),
                Map.entry("alambic.student.learning-rate", "0.01")));
        return all;
    }

    @Override
    public String studentReads() {
        return input(TokenizedTexts.IDS) + ", " + TextSet.SIZES;
    }

    @Override
    public Optional<Comparison> comparison(TrainedTeacher teacher, Path checkpoints) throws InterruptedException {
        Path json = context.work().run("comparison.json");
        List<String> arguments = new ArrayList<>(List.of(
                "report",
                model(teacher).toString(),
                checkpoints.toString(),
                "--task",
                task().toString(),
                "--json",
                json.toString()));
        arguments.addAll(texts());
        new ToolsJar(context.home()).require("The comparison of teacher and student", arguments);
        try {
            JsonNode measured = new ObjectMapper().readTree(json.toFile());
            return Optional.of(new Comparison(
                    measured.at("/teacher/samplesPerSecond").asDouble(),
                    measured.at("/student/samplesPerSecond").asDouble(),
                    train.first(context.settings().samplesOf(stream().size())).paddingShare(SIZES),
                    testFigure(measured.path("figures")),
                    baselines(measured.path("baselines"))));
        } catch (IOException e) {
            throw new UserError("%s cannot be read (%s).".formatted(json, e.getMessage()), e);
        }
    }

    private Map<String, Map<String, Double>> baselines(JsonNode measured) {
        Map<String, Map<String, Double>> baselines = new LinkedHashMap<>();
        measured.properties().forEach(entry -> baselines.put(entry.getKey(), testFigure(entry.getValue())));
        return baselines;
    }

    private Map<String, Double> testFigure(JsonNode figures) {
        String key = task().test().key();
        return figures.has(key) ? Map.of(key, figures.get(key).asDouble()) : Map.of();
    }
}
