package io.alambic.bench.services;

import com.google.gson.Gson;
import io.alambic.bench.comparison.ComparisonSetup;
import io.alambic.cli.UserError;
import io.alambic.client.NamedTensor;
import io.alambic.client.samples.Samples;
import io.alambic.core.bucket.Buckets;
import io.alambic.core.model.Signature;
import io.alambic.core.zoo.TextEmbeddingBag;
import io.alambic.datasets.text.LabelledText;
import io.alambic.datasets.text.SentenceEncoder;
import io.alambic.datasets.text.TextFolder;
import io.alambic.datasets.text.TextSet;
import io.alambic.datasets.text.TextTokenizer;
import io.alambic.datasets.text.TokenizedTexts;
import io.alambic.kafka.TopicNames;
import io.alambic.tools.ToolsCommand;
import io.alambic.v1.Knowledge;
import io.alambic.v1.Logits;
import io.alambic.v1.Origin;
import io.alambic.v1.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Public mails, with the teacher and the student that the quickstart has for them. Each mail is a record of its own.
 *
 * @param texts the first of the training mails
 * @param tokens of them
 * @param encoder the transformer of the teacher, and its tokenizer
 */
public record Mails(List<LabelledText> texts, TokenizedTexts tokens, SentenceEncoder encoder) {

    /** Lengths that are computed. */
    public static final Buckets BUCKETS = Buckets.parse(TextSet.SIZES, "");

    /** Samples of a teacher's batch. */
    public static final int TEACHER_BATCH = 32;

    /** Samples of a training step. */
    public static final int STUDENT_BATCH = 16;

    /** Of the student's output term. */
    public static final float TEMPERATURE = 2;

    /** Of the student. */
    public static final float LEARNING_RATE = 0.01f;

    /** The student. */
    public static final TextEmbeddingBag STUDENT = new TextEmbeddingBag(TokenizedTexts.IDS, 30_522, 32, List.of(), 2);

    private static final String INPUT = ":INT64:T";

    /** Mails that a teacher's head is fitted on: it answers as fast as one that was fitted on all. */
    private static final int FITTED = 16;

    /**
     * Reads mails and transformer; downloads them first if they are missing.
     *
     * @param most mails to read
     */
    public static Mails find(ComparisonSetup setup, int most) throws InterruptedException {
        Path cache = setup.home().cache();
        List<LabelledText> all =
                TextSet.SPAM.texts(cache, null, setup.progress()).train();
        List<LabelledText> texts = all.subList(0, Math.min(most, all.size()));
        SentenceEncoder encoder = TextSet.SPAM.encoder(cache, setup.progress());
        try (TextTokenizer tokenizer = TextTokenizer.read(encoder.tokenizer(), BUCKETS.largest("T"))) {
            return new Mails(texts, tokenizer.tokenized(texts), encoder);
        }
    }

    /**
     * Makes the transformer a teacher of two classes, by {@code train-teacher}.
     *
     * @param folder for the model; made where it is missing
     * @return the model, in ONNX
     */
    public Path teacher(Path folder) throws IOException {
        Path data = Files.createDirectories(folder.resolve("texts"));
        List<String> lines =
                texts.stream().limit(FITTED).map(new Gson()::toJson).toList();
        Files.write(data.resolve(TextFolder.TRAIN), lines);
        Files.write(data.resolve(TextFolder.TEST), lines);
        int code = ToolsCommand.commandLine()
                .setOut(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .execute(
                        "train-teacher",
                        "--texts=" + data,
                        "--encoder=" + encoder.model(),
                        "--tokenizer=" + encoder.tokenizer(),
                        "--sizes=" + TextSet.SIZES,
                        "--out=" + folder);
        if (code != 0) {
            throw new UserError("The teacher of texts cannot be made: exit code %d.".formatted(code));
        }
        return folder.resolve("teacher.onnx");
    }

    /** Starts a teacher. */
    public static BenchCluster.Started startTeacher(BenchCluster cluster, TopicNames topics, Path model)
            throws IOException, InterruptedException {
        return cluster.teacher(
                "teacher",
                topics,
                Map.of(
                        "alambic.teacher.model",
                        model.toString(),
                        "alambic.teacher.inputs",
                        TokenizedTexts.BERT.stream().map(name -> name + INPUT).collect(Collectors.joining(",")),
                        "alambic.teacher.sizes",
                        TextSet.SIZES,
                        "alambic.teacher.feature-maps",
                        "",
                        "alambic.teacher.student-inputs",
                        TokenizedTexts.IDS,
                        "alambic.teacher.max-batch",
                        Integer.toString(TEACHER_BATCH)));
    }

    /** Starts a student. */
    public static BenchCluster.Started startStudent(BenchCluster cluster, TopicNames topics)
            throws InterruptedException {
        Map<String, String> settings = new HashMap<>(BenchCluster.EVERY_CANDIDATE_SERVES);
        settings.putAll(Map.of(
                "alambic.student.model.architecture", STUDENT.kind(),
                "alambic.student.model.inputs", TokenizedTexts.IDS + INPUT,
                "alambic.student.model.sizes", TextSet.SIZES,
                "alambic.student.model.width", Integer.toString(STUDENT.width()),
                "alambic.student.model.dense", "",
                "alambic.student.model.classes", Integer.toString(STUDENT.classes()),
                "alambic.student.features", "",
                "alambic.student.temperature", Float.toString(TEMPERATURE),
                "alambic.student.batch-size", Integer.toString(STUDENT_BATCH),
                "alambic.student.learning-rate", Float.toString(LEARNING_RATE)));
        settings.putAll(Map.of("alambic.student.lambda1", "1", "alambic.student.lambda2", "0"));
        return cluster.student("student", topics, settings);
    }

    /** Returns a sample record of each mail. */
    public List<byte[]> samples() {
        return IntStream.range(0, tokens.size())
                .mapToObj(i -> sample(i).toProto().toByteArray())
                .toList();
    }

    private Samples sample(int index) {
        return Samples.of(tokens.tensors(index, 1).toArray(NamedTensor[]::new)).withLabels(tokens.label(index));
    }

    /** Returns a knowledge record of each mail, with random logits. */
    public List<byte[]> knowledge(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, tokens.size())
                .mapToObj(i -> Knowledge.newBuilder()
                        .setTeacherName("mails")
                        .setOrigin(Origin.newBuilder().setTopic("mails").setOffset(i))
                        .addInputs(sample(i).toProto().getTensors(0))
                        .setLogits(Logits.newBuilder().setFull(logits(random.nextDouble())))
                        .build()
                        .toByteArray())
                .toList();
    }

    private static Tensor logits(double spam) {
        NamedTensor logits = NamedTensor.of(Signature.LOGITS, new float[] {0, (float) spam}, 1, 2);
        return Samples.of(logits).toProto().getTensors(0);
    }
}
