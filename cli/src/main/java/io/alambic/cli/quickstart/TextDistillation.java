package io.alambic.cli.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alambic.cli.ToolsJar;
import io.alambic.cli.UserError;
import io.alambic.cli.report.QuickstartReport;
import io.alambic.datasets.ChosenSamples;
import io.alambic.datasets.LabelledSamples;
import io.alambic.datasets.text.SentenceEncoder;
import io.alambic.datasets.text.TextFolder;
import io.alambic.datasets.text.TextSet;
import io.alambic.datasets.text.TextTokenizer;
import io.alambic.datasets.text.TokenizedTexts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Distils a transformer with a head for the labels that there are. Few texts have labels; the teacher answers all.
 */
final class TextDistillation implements Distillation {

    private static final List<Integer> SIZES = Stream.of(
                    TextSet.SIZES.substring("T=".length()).split("/"))
            .map(Integer::valueOf)
            .toList();

    private static final int CLASSES = 2;

    private final RunContext context;
    private final TextFolder data;
    private final SentenceEncoder encoder;
    private final TokenizedTexts train;
    private final TokenizedTexts test;

    private TextDistillation(
            RunContext context, TextFolder data, SentenceEncoder encoder, TokenizedTexts train, TokenizedTexts test) {
        this.context = context;
        this.data = data;
        this.encoder = encoder;
        this.train = train;
        this.test = test;
    }

    /** Reads the texts and the transformer; downloads them first if they are missing. */
    static TextDistillation find(RunContext context) throws InterruptedException {
        QuickstartSettings settings = context.settings();
        Screen screen = context.screen();
        Path cache = context.home().cache();
        TextFolder data = TextSet.SPAM.texts(cache, settings.data(), line -> screen.say("data: %s", line));
        SentenceEncoder encoder = TextSet.SPAM.encoder(cache, line -> screen.say("data: %s", line));
        try (TextTokenizer tokenizer = TextTokenizer.read(encoder.tokenizer(), longest())) {
            TokenizedTexts train = tokenizer.tokenized(data.train());
            TokenizedTexts test = tokenizer.tokenized(data.test()).with(List.of(TokenizedTexts.IDS));
            TextDistillation texts = new TextDistillation(context, data, encoder, train, test);
            settings.samplesOf(texts.stream().size());
            screen.say(
                    "data: %,d training texts, %,d of them with labels, and %,d test texts in %s",
                    train.size(), settings.labelled(train.size()), test.size(), data.path());
            return texts;
        }
    }

    private static int longest() {
        return SIZES.get(SIZES.size() - 1);
    }

    @Override
    public LabelledSamples stream() {
        QuickstartSettings settings = context.settings();
        return new ChosenSamples(train, settings.passes(), settings.labelled(train.size()));
    }

    @Override
    public LabelledSamples test() {
        return test;
    }

    @Override
    public TrainedTeacher teacher() throws InterruptedException {
        QuickstartSettings settings = context.settings();
        int labelled = settings.labelled(train.size());
        TeacherStore.Wanted wanted = new TeacherStore.Wanted(
                List.of(data.path().resolve(TextFolder.TRAIN), data.path().resolve(TextFolder.TEST), encoder.model()),
                "seed %d labelled %d sizes %s".formatted(settings.seed(), labelled, TextSet.SIZES),
                TrainedTeacher.TEXT,
                "fitting a head on the embeddings of %,d labelled texts".formatted(labelled));
        return new TeacherStore(context).get(wanted, place -> train(place, labelled));
    }

    private void train(Path place, int labelled) throws InterruptedException {
        new ToolsJar(context.home())
                .require(
                        "The teacher's training",
                        List.of(
                                "train-teacher",
                                "--texts",
                                data.path().toString(),
                                "--encoder",
                                encoder.model().toString(),
                                "--tokenizer",
                                encoder.tokenizer().toString(),
                                "--sizes",
                                TextSet.SIZES,
                                "--labelled",
                                Integer.toString(labelled),
                                "--seed",
                                Long.toString(context.settings().seed()),
                                "--out",
                                place.toString()));
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
    public Map<String, String> studentSettings() {
        return Map.ofEntries(
                Map.entry(
                        "alambic.student.model.architecture", context.settings().student()),
                Map.entry("alambic.student.model.inputs", input(TokenizedTexts.IDS)),
                Map.entry("alambic.student.model.sizes", TextSet.SIZES),
                Map.entry("alambic.student.model.width", "32"),
                Map.entry("alambic.student.model.convolutions", "64"),
                Map.entry("alambic.student.model.dense", ""),
                Map.entry("alambic.student.model.classes", Integer.toString(CLASSES)),
                Map.entry("alambic.student.features", ""),
                Map.entry("alambic.student.batch-size", "16"),
                Map.entry("alambic.student.learning-rate", "0.01"));
    }

    @Override
    public String studentReads() {
        return input(TokenizedTexts.IDS) + ", " + TextSet.SIZES;
    }

    @Override
    public Optional<QuickstartReport.Speed> speed(TrainedTeacher teacher, Path checkpoints)
            throws InterruptedException {
        Path json = context.work().run("speed.json");
        new ToolsJar(context.home())
                .require(
                        "The comparison of teacher and student",
                        List.of(
                                "report",
                                model(teacher).toString(),
                                checkpoints.toString(),
                                "--texts",
                                data.path().toString(),
                                "--tokenizer",
                                encoder.tokenizer().toString(),
                                "--sizes",
                                TextSet.SIZES,
                                "--json",
                                json.toString()));
        try {
            JsonNode measured = new ObjectMapper().readTree(json.toFile());
            return Optional.of(new QuickstartReport.Speed(
                    measured.at("/teacher/samplesPerSecond").asDouble(),
                    measured.at("/student/samplesPerSecond").asDouble(),
                    train.paddingShare(SIZES)));
        } catch (IOException e) {
            throw new UserError("%s cannot be read (%s).".formatted(json, e.getMessage()), e);
        }
    }
}
